package flotilla.ops.process.unix;

import java.io.IOException;

/** The session of a process: whom a terminal's signals reach. */
public final class Session {

    private Session() {}

    /** Begins a session of this process's own, without a terminal. */
    public static void begin() throws IOException {
        Libc.intCall("setsid");
    }
}
