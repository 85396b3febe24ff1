package flotilla.node.http;

import flotilla.node.io.BufferBudget;
import flotilla.node.io.http1.Trailers;
import flotilla.node.io.upstream.RequestBody;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A request body of which a copy is kept while it is sent, so that another endpoint can be sent the whole. The copy is as
 * large as the body or the policy's bound, whichever is less; once more than that has been read it is dropped, and the
 * request is for one endpoint alone. All copies of a node are counted in its {@link BufferBudget}; when that is spent,
 * nothing is kept and the request goes all the same. A body that need not be kept is left alone.
 */
final class ReplayBody implements RequestBody {

    private static final int FIRST_SIZE = 4 * 1024;
    private static final byte[] NOTHING = {};

    private final BufferBudget budget;
    private @Nullable RequestBody source;
    private boolean keeping;
    private byte[] kept = NOTHING;
    private int max;
    private int size;
    private int at;

    ReplayBody(BufferBudget budget) {
        this.budget = budget;
    }

    /**
     * The body for the next try, from its beginning.
     *
     * @param maxBytes that may be kept of it; 0: another try will not need it
     */
    RequestBody of(RequestBody body, int maxBytes) {
        if (source == null && maxBytes > 0 && body.length() <= maxBytes && !body.started()) {
            source = body;
            keeping = true;
            max = maxBytes;
        }
        at = 0;
        return source == null ? body : this;
    }

    /** Whether all that was read of the body is at hand. */
    boolean whole() {
        return keeping;
    }

    /** There will be no other try: what is on its way goes on, and nothing more is kept. */
    void enough() {
        keeping = false;
        if (at == size) {
            free();
        }
    }

    /** The request has ended. */
    void clear() {
        if (source != null) {
            source = null;
            keeping = false;
            free();
        }
    }

    private void free() {
        budget.release(kept.length);
        kept = NOTHING;
        size = 0;
        at = 0;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        if (at < size) {
            return replay(target);
        }
        int from = target.position();
        int n = source().read(target);
        if (n > 0 && keeping) {
            keep(target, from, n);
        }
        return n;
    }

    private int replay(ByteBuffer target) {
        int n = Math.min(size - at, target.remaining());
        target.put(kept, at, n);
        at += n;
        if (at == size && !keeping) {
            free();
        }
        return n;
    }

    private void keep(ByteBuffer target, int from, int n) {
        if (size + n > max || !makeRoom(size + n)) {
            enough();
            return;
        }
        target.get(from, kept, size, n);
        size += n;
        at = size;
    }

    private boolean makeRoom(int needed) {
        if (needed <= kept.length) {
            return true;
        }
        long length = source().length();
        int room = length >= 0 ? (int) length : Math.min(max, Math.max(needed, Math.max(FIRST_SIZE, 2 * kept.length)));
        if (!budget.reserve(room - kept.length)) {
            return false;
        }
        kept = Arrays.copyOf(kept, room);
        return true;
    }

    private RequestBody source() {
        var present = source;
        if (present == null) {
            throw new IllegalStateException("no body");
        }
        return present;
    }

    @Override
    public long length() {
        return source().length();
    }

    @Override
    public boolean started() {
        return source().started();
    }

    @Override
    public Trailers trailers() {
        return source().trailers();
    }
}
