package flotilla.ops.process.unix;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/** The slices of threads, as a kernel tells them that lets a thread have its own (Linux 6.12) and has been built to tell. */
public final class Slices {

    private static final Pattern SLICE = Pattern.compile("(?m)^se\\.slice +: +(\\d+)$");

    private Slices() {}

    private static boolean eachHasItsOwn() {
        var version = System.getProperty("os.version").split("[^0-9]+");
        int major = Integer.parseInt(version[0]);
        return major > 6 || major == 6 && Integer.parseInt(version[1]) >= 12;
    }

    /** Empty: it does not. */
    public static Optional<Long> nanos(long pid, int thread) throws IOException {
        var file = Path.of("/proc", String.valueOf(pid), "task", String.valueOf(thread), "sched");
        if (!eachHasItsOwn() || !Files.exists(file)) {
            return Optional.empty();
        }
        var matcher = SLICE.matcher(Files.readString(file));
        return matcher.find() ? Optional.of(Long.valueOf(matcher.group(1))) : Optional.empty();
    }
}
