package flotilla.node.io.upstream;

import flotilla.node.resilience.Failure;
import java.io.IOException;

/** The client's body cannot be read on; carries what the client did. Without a stack trace: nothing of ours is broken. */
public final class ClientException extends IOException {

    private static final long serialVersionUID = 1L;

    private final transient Failure failure;

    public ClientException(Failure failure) {
        super(failure.detail());
        this.failure = failure;
    }

    public Failure failure() {
        return failure;
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
