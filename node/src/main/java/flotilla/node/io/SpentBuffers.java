package flotilla.node.io;

import java.io.IOException;

/** The node's {@link BufferBudget} has nothing left for what a connection must hold. Without a stack trace: it is no defect. */
public final class SpentBuffers extends IOException {

    private static final long serialVersionUID = 1L;

    public SpentBuffers() {
        super("no memory is left for slow readers");
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
        return this;
    }
}
