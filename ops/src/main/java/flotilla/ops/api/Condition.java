package flotilla.ops.api;

import flotilla.discovery.Sha256;
import flotilla.ops.rest.Call;
import flotilla.ops.rest.Problem;
import flotilla.ops.rest.Reply;
import java.util.HexFormat;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Lets a thing be changed on condition that it is what the caller has seen ({@code If-Match}). The thing keeps no count of its
 * changes: its version is a digest of what it is, so that one that was changed and changed back is the same again.
 *
 * <p>Threads: any. Callers who change it look and change one after the other; it may end or change by itself at any time.
 */
final class Condition {

    private static final int BYTES = 12;

    private final ReentrantLock lock = new ReentrantLock();
    private final String name;
    private final Supplier<Object> state;

    /**
     * @param name of the thing, for the one who is refused
     * @param state its {@code toString} tells it from what it was before; counters and clocks are no part of that
     */
    Condition(String name, Supplier<Object> state) {
        this.name = name;
        this.state = state;
    }

    /** The thing as it is shown, with its version. */
    Reply shown(Supplier<Reply> page) {
        lock.lock();
        try {
            return page.get().withVersion(version());
        } finally {
            lock.unlock();
        }
    }

    /**
     * Changes it.
     *
     * @throws Problem if it is not what the caller has seen
     */
    Reply changed(Call call, Supplier<Reply> change) {
        lock.lock();
        try {
            var now = version();
            if (call.version().isPresent() && !call.version().get().equals(now)) {
                throw Problem.changedMeanwhile(name + ": changed since it was looked at", call.version(), now);
            }
            return shown(change);
        } finally {
            lock.unlock();
        }
    }

    String version() {
        return HexFormat.of().formatHex(Sha256.of(state.get().toString()), 0, BYTES);
    }
}
