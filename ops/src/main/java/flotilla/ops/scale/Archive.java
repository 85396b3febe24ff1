package flotilla.ops.scale;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What forecasts have learnt, in memory of those that are not made now and in the {@link Notebook} of all: an upstream that is not
 * advised on for a while still knows its day when it is again. Of {@value #MOST} of them at most, those that saw a load last.
 *
 * <p>The file is read when somebody first asks for what is in it, and not written before. Not for several threads.
 */
final class Archive {

    private static final int MOST = 64;

    private final Optional<Path> file;
    private final Map<String, Learnt> resting = new TreeMap<>();
    private @Nullable Notebook notebook;

    /** @param file empty: nothing outlives the process */
    Archive(Optional<Path> file) {
        this.file = file;
    }

    private void open() {
        if (notebook == null) {
            notebook = new Notebook(file);
            resting.putAll(notebook.read());
        }
    }

    /** Gives out what there is for the upstream. */
    Optional<Learnt> take(String upstream) {
        open();
        return Optional.ofNullable(resting.remove(upstream));
    }

    /** Takes what has been learnt for an upstream that is not advised on any more. */
    void give(String upstream, Learnt learnt) {
        open();
        resting.put(upstream, learnt);
    }

    /** Writes all down, with what has been learnt until now by those who advise. */
    void keep(Map<String, Learnt> present, long nowMillis) {
        resting.values().removeIf(learnt -> learnt.outdated(nowMillis));
        resting.entrySet().stream()
                .sorted(Comparator.comparingLong((Map.Entry<String, Learnt> each) ->
                                each.getValue().lastMillis())
                        .reversed())
                .skip(MOST)
                .map(Map.Entry::getKey)
                .toList()
                .forEach(resting::remove);
        var all = new TreeMap<>(resting);
        all.putAll(present);
        if (notebook != null && !all.isEmpty()) {
            notebook.write(all);
        }
    }
}
