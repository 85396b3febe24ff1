package flotilla.ops.process.unix;

import java.io.IOException;

/** A call of the operating system that failed: {@code setuid: Operation not permitted}. */
public final class UnixException extends IOException {

    private static final long serialVersionUID = 1L;

    private static final int ESRCH = 3;
    private static final int EAGAIN = 11;

    private final int errno;

    UnixException(String function, int errno, String text) {
        super(function + ": " + text);
        this.errno = errno;
    }

    /** Whether the process or thread is gone. */
    boolean gone() {
        return errno == ESRCH;
    }

    /** Whether there is only nothing to do yet. */
    boolean wouldBlock() {
        return errno == EAGAIN;
    }
}
