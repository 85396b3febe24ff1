package flotilla.ops.process.unix;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;

/** What the process was given to write to: the JVM's own last words go there, whatever Java is told. */
public final class StandardStreams {

    // fcntl.h, of Linux on every architecture that the JVM has.
    private static final int O_WRONLY = 1;
    private static final int O_APPEND = 02000;
    private static final int O_CLOEXEC = 02000000;

    private static final int OUT = 1;
    private static final int ERR = 2;

    private StandardStreams() {}

    /**
     * Sends both of them to the end of a file that is there, from now on.
     *
     * @throws IOException if it cannot be opened; then they go where they went
     */
    public static void appendTo(Path file) throws IOException {
        try (var arena = Arena.ofConfined()) {
            int opened = Libc.intCall("open", arena.allocateFrom(file.toString()), O_WRONLY | O_APPEND | O_CLOEXEC);
            try {
                Libc.intCall("dup2", opened, OUT);
                Libc.intCall("dup2", opened, ERR);
            } finally {
                Libc.intCall("close", opened);
            }
        }
    }
}
