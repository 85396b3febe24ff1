package flotilla.ops.reload;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import flotilla.ops.config.Settings;
import flotilla.ops.reload.Revision.By;
import flotilla.ops.settings.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The configurations that have counted, the newest {@value #KEPT}, in a file of the state directory if there is one. A file
 * that cannot be read or written costs the history, never a change.
 */
final class History {

    private static final int KEPT = 20;
    private static final int MAX_TEXT = 16 << 20;
    private static final Logger LOG = LoggerFactory.getLogger(RunningConfig.class);
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(MAX_TEXT)
                            .build())
                    .build())
            .build();

    private final Optional<Path> file;

    @GuardedBy("this") private long last;

    /** Whether nothing is written before {@link #keep}. */
    @GuardedBy("this") private boolean held;

    @GuardedBy("this") private boolean written = true;

    private volatile List<Revision> newestFirst;

    private History(Optional<Path> file, boolean held) {
        this.file = file;
        this.held = held;
        this.newestFirst = file.map(History::read).orElse(List.of());
        this.last = newestFirst.isEmpty() ? 0 : newestFirst.getFirst().number();
    }

    /** With the node's name, as nodes on one machine may have one directory; without a directory in memory alone. */
    static History of(Settings settings, boolean held) {
        var name = settings.cluster()
                .map(cluster -> "configurations-" + cluster.node() + ".json")
                .orElse("configurations.json");
        return new History(settings.state().map(directory -> directory.resolve(name)), held);
    }

    List<Revision> all() {
        return newestFirst;
    }

    Optional<Revision> newest() {
        return newestFirst.stream().findFirst();
    }

    synchronized Revision add(Instant at, By by, String text) {
        last++;
        var revision = new Revision(last, at, by, text);
        var all = new ArrayList<Revision>();
        all.add(revision);
        all.addAll(newestFirst.subList(0, Math.min(KEPT - 1, newestFirst.size())));
        newestFirst = List.copyOf(all);
        written = false;
        write();
        return revision;
    }

    /** Writes what there is, if it was not, and all that is added from now on. */
    synchronized void keep() {
        held = false;
        write();
    }

    @GuardedBy("this") private void write() {
        if (!held && !written) {
            written = true;
            file.ifPresent(path -> write(path, newestFirst));
        }
    }

    private static List<Revision> read(Path file) {
        try {
            var revisions = new ArrayList<Revision>();
            for (var one : JSON.readTree(Files.readAllBytes(file)).path("revisions")) {
                revisions.add(new Revision(
                        one.path("number").asLong(),
                        Instant.parse(one.path("at").asText()),
                        new By(one.path("by").asText(), one.path("why").asText()),
                        one.path("text").asText()));
            }
            return List.copyOf(revisions);
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException | DateTimeException e) {
            LOG.warn("configuration: its history in {} cannot be read and begins anew: {}", file, e.getMessage());
            return List.of();
        }
    }

    private static void write(Path file, List<Revision> newestFirst) {
        var root = JSON.createObjectNode();
        var revisions = root.putArray("revisions");
        newestFirst.forEach(revision -> revisions
                .addObject()
                .put("number", revision.number())
                .put("at", revision.at().toString())
                .put("by", revision.by().who())
                .put("why", revision.by().why())
                .put("text", revision.text()));
        try {
            WholeFile.write(file.toAbsolutePath(), JSON.writeValueAsBytes(root));
        } catch (IOException e) {
            LOG.warn("configuration: its history cannot be kept in {}: {}", file, e.getMessage());
        }
    }
}
