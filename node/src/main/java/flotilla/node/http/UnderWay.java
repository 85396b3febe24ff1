package flotilla.node.http;

import org.jspecify.annotations.Nullable;

/** The tries of one exchange that are under way: mostly one, and two in a {@link Race}. */
final class UnderWay {

    private final Exchange exchange;
    private final NextTry next;
    private final Attempt own;
    private Attempt current;
    private @Nullable Race race;

    UnderWay(Exchange exchange) {
        this.exchange = exchange;
        this.next = new NextTry(exchange);
        this.own = new Attempt(exchange, next);
        this.current = own;
    }

    /** None has been made yet. */
    void reset() {
        current = own;
        next.reset();
        own.reset();
    }

    /** The one that stages speak of: the only one, or the later. */
    Attempt current() {
        return current;
    }

    void goOn(Attempt now) {
        current = now;
    }

    /** The first try begins; if it takes long, a second one begins along {@code path}. */
    void race(Stage.Next path) {
        if (Race.allowed(exchange)) {
            var one = race;
            if (one == null) {
                one = new Race(exchange, next);
                race = one;
            }
            one.begin(path);
        }
    }

    /** Whether another try goes on in place of this one, which has ended or could not be made. */
    boolean leftToOther(Attempt ended) {
        var one = race;
        return one != null && one.leftTo(ended);
    }

    /** A try has the answer that counts. */
    void answered(Attempt winner, long tookNanos) {
        var one = race;
        if (one != null) {
            one.answered(winner, tookNanos);
        }
    }

    /** Gives all up. */
    void abort() {
        var one = race;
        if (one != null) {
            one.end();
        }
        current.abort();
    }

    /** The exchange has ended. */
    void close() {
        abort();
        own.close();
    }
}
