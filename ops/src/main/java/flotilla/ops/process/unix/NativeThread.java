package flotilla.ops.process.unix;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A thread of a process, as the kernel has it.
 *
 * @param id the kernel's; that of the first thread is the process's
 * @param name the first 15 bytes of what it is called
 * @param nice from -20 to 19: the larger, the less of a processor for which others compete (sched(7)); on Linux each thread has its own
 */
public record NativeThread(int id, String name, int nice) {

    /** The largest nice value. */
    public static final int NICEST = 19;

    /** The least that the kernel takes. */
    public static final Duration SHORTEST_SLICE = Duration.ofNanos(100_000);

    /** {@code struct sched_attr} of Linux 3.14, which every later one takes (sched_setattr(2)). */
    private static final int ATTRIBUTES = 48;

    private static final int ATTRIBUTES_FLAGS = 8;
    private static final int ATTRIBUTES_NICE = 16;
    private static final int ATTRIBUTES_RUNTIME = 24;

    /** SCHED_FLAG_KEEP_POLICY. */
    private static final long KEEP_POLICY = 8;

    /** All that a process has now. */
    public static List<NativeThread> all(long pid) throws IOException {
        var threads = new ArrayList<NativeThread>();
        try (var directories = Files.newDirectoryStream(Path.of("/proc", String.valueOf(pid), "task"))) {
            for (var directory : directories) {
                try {
                    threads.add(read(directory));
                } catch (IOException e) {
                    if (Files.exists(directory)) {
                        throw e;
                    }
                }
            }
        }
        return threads;
    }

    private static NativeThread read(Path directory) throws IOException {
        var stat = Stat.read(directory);
        return new NativeThread(stat.id(), stat.name(), stat.nice());
    }

    /**
     * Gives it a nice value and a slice, unless it has ended. A larger nice value takes no permission, nor does a slice.
     *
     * @param slice for how long it runs when others want its processor too, from 0.1 to 100 ms; zero: as the kernel likes. Not a larger share, but
     *     one in smaller pieces: the shorter the slice, the sooner a thread that wakes up goes before one that runs. Linux heeds it from 6.12 on
     * @throws IOException if the system refuses it
     * @throws UnsupportedOperationException elsewhere than on Linux of amd64 or aarch64
     */
    public void schedule(int nice, Duration slice) throws IOException {
        Libc.require();
        try (var arena = Arena.ofConfined()) {
            var attributes = arena.allocate(ATTRIBUTES, Long.BYTES);
            attributes.set(JAVA_INT, 0, ATTRIBUTES);
            attributes.set(JAVA_LONG, ATTRIBUTES_FLAGS, KEEP_POLICY);
            attributes.set(JAVA_INT, ATTRIBUTES_NICE, nice);
            attributes.set(JAVA_LONG, ATTRIBUTES_RUNTIME, slice.toNanos());
            Libc.longCall("syscall", setAttributes(), id, attributes, 0);
        } catch (UnixException e) {
            if (!e.gone()) {
                throw e;
            }
        }
    }

    /** Its number, as the C library has no function for it before glibc 2.41. */
    private static long setAttributes() {
        var processor = System.getProperty("os.arch");
        return switch (processor) {
            case "amd64" -> 314;
            case "aarch64" -> 274;
            default -> throw new UnsupportedOperationException("sched_setattr: not known for " + processor);
        };
    }
}
