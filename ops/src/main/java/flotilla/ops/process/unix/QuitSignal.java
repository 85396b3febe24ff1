package flotilla.ops.process.unix;

import java.io.IOException;

/**
 * SIGQUIT, which the JVM keeps for its thread dumps and lets nobody register. A handler that calls into Java is out of the
 * question: it would run on whichever thread of the JVM is interrupted. But {@code alarm} may be called from a handler
 * (POSIX names it among the functions that may), takes one number, and a handler is given one, the signal's. So the handler is
 * {@code alarm} itself: SIGQUIT, which is 3, sets the process's alarm to three seconds. Whoever asks {@link #came} takes it
 * back long before it goes off, and by that knows.
 *
 * <p>If nobody asks for three seconds, SIGALRM comes, which whoever takes SIGQUIT has to handle: its default is to end the
 * process.
 */
public final class QuitSignal {

    private static final int SIGQUIT = 3;

    private QuitSignal() {}

    /** Takes it over from the JVM: from now on there are no thread dumps by it, and {@code jcmd} has to be used. */
    public static void takeOver() throws IOException {
        Libc.longCall("signal", SIGQUIT, Libc.address("alarm"));
    }

    /** Whether it came since the last time that this was asked. */
    public static boolean came() {
        try {
            return Libc.intCall("alarm", 0) != 0;
        } catch (IOException e) {
            throw new IllegalStateException("alarm cannot fail", e);
        }
    }
}
