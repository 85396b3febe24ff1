package flotilla.ops.process.unix;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** The slices of threads, as a kernel tells them that has been built to. */
public final class Slices {

    private static final Pattern SLICE = Pattern.compile("(?m)^se\\.slice +: +(\\d+)$");

    private Slices() {}

    /** Empty: it does not. */
    public static Optional<Long> nanos(long pid, int thread) throws IOException {
        var file = Path.of("/proc", String.valueOf(pid), "task", String.valueOf(thread), "sched");
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        var matcher = SLICE.matcher(Files.readString(file));
        return matcher.find() ? Optional.of(Long.valueOf(matcher.group(1))) : Optional.empty();
    }
}
