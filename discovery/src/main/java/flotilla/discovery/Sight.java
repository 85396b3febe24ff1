package flotilla.discovery;

import java.net.URI;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/**
 * How well one source sees: when it saw last, how often it failed, which of its guards held something back. Live: the
 * source writes, whoever shows figures reads, from any thread.
 */
public final class Sight {

    private final URI source;
    private final Time time;
    private final LongAdder errors = new LongAdder();
    private final Map<Guard, LongAdder> activations = new EnumMap<>(Guard.class);

    private volatile long lastSeen;
    private volatile long index;

    /** What a source does not take at its word, and why. */
    public enum Guard {
        /** Nothing, or less than half of what was known, was listed; waits for a confirmation. */
        SHRUNK,
        /** The registry's index went backwards; the source asks from the beginning. */
        INDEX_BACKWARDS,
        /** The server that answered is far behind its leader; the leader is asked. */
        SERVER_BEHIND,
        /** An instance made no sense, or came and went too often; it is left out. */
        LEFT_OUT,
        /** Nothing could be seen at the start; the last known good copy is used. */
        OLD_COPY;

        /** Its name in a figure. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    Sight(URI source, Time time) {
        this.source = source;
        this.time = time;
        this.lastSeen = time.nanos();
        for (var guard : Guard.values()) {
            activations.put(guard, new LongAdder());
        }
    }

    /** The source it is of. */
    public URI source() {
        return source;
    }

    /** Since it saw last; if it never did, since it began to look. */
    public Duration age() {
        return Duration.ofNanos(time.nanos() - lastSeen);
    }

    /** The index of the newest answer, 0 where a source has none. */
    public long index() {
        return index;
    }

    /** Looks that failed, ever. */
    public long errors() {
        return errors.sum();
    }

    /** Times that a guard held something back, ever. */
    public long activations(Guard guard) {
        return counter(guard).sum();
    }

    /** An answer that counts came just now. */
    public void seen() {
        lastSeen = time.nanos();
    }

    /** An answer came with this index, whether it counts or not. */
    public void at(long newIndex) {
        index = newIndex;
    }

    /** A look failed. */
    public void failed() {
        errors.increment();
    }

    /** A guard held something back. */
    public void guarded(Guard guard) {
        counter(guard).increment();
    }

    private LongAdder counter(Guard guard) {
        return Objects.requireNonNull(activations.get(guard));
    }

    @Override
    public String toString() {
        return source + " seen " + age().toMillis() + " ms ago";
    }
}
