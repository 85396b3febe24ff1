package flotilla.node.io.front;

import flotilla.node.io.BufferBudget;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What has come from a client and nobody has used yet: the beginning of a body that came with its head, or requests of a
 * pipelining client. During the event that brought them the bytes stay in the scratch buffer that they were read into;
 * {@link #settle} copies what is left of them then, in so far as the budget allows.
 */
final class ClientInput {

    private final BufferBudget budget;
    private @Nullable ByteBuffer bytes;
    private boolean kept;

    ClientInput(BufferBudget budget) {
        this.budget = budget;
    }

    boolean isEmpty() {
        return bytes == null || !bytes.hasRemaining();
    }

    /** The bytes themselves, of which there are some; whoever uses them moves the position. */
    ByteBuffer bytes() {
        var present = bytes;
        if (present == null) {
            throw new IllegalStateException("nothing has come");
        }
        return present;
    }

    /** Takes bytes in a buffer that is valid until {@link #settle}; what was there before has been used. */
    void offer(ByteBuffer scratch) {
        clear();
        bytes = scratch;
    }

    /** Moves what fits. */
    int take(ByteBuffer target) {
        var source = bytes();
        int n = Math.min(source.remaining(), target.remaining());
        target.put(target.position(), source, source.position(), n).position(target.position() + n);
        source.position(source.position() + n);
        return n;
    }

    /** Takes the last bytes back that {@link #take} moved. */
    void untake(int n) {
        bytes().position(bytes().position() - n);
    }

    /** The event ends; returns false if there is no memory for what is left. */
    boolean settle() {
        if (isEmpty()) {
            clear();
            return true;
        }
        return kept || keep(bytes());
    }

    /** Keeps a copy of what remains of a buffer; returns false if there is no memory for it. */
    boolean keep(ByteBuffer rest) {
        var copy = budget.keep(rest);
        clear();
        bytes = copy;
        kept = copy != null;
        return kept;
    }

    /** Forgets everything. */
    void clear() {
        if (kept) {
            budget.free(bytes());
        }
        kept = false;
        bytes = null;
    }
}
