package flotilla.node;

import flotilla.discovery.Time;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Those who are still here when a node ends: how long they are waited for. Nobody new is let in any more. */
record LastClients(Listeners listeners, IntSupplier requestsInFlight, Time time) {

    private static final Logger LOG = LoggerFactory.getLogger(Node.class);
    private static final Duration POLL = Duration.ofMillis(20);

    /** While what is left takes minutes or more. */
    private static final Duration PATIENT_POLL = Duration.ofMillis(100);

    /** Waits for the end of what is in flight, and for nobody who asks nothing. */
    void awaitAnswers(Duration limit) {
        new Waiting(time, POLL).until(() -> requestsInFlight.getAsInt() == 0, limit);
        tellWhoIsCut(limit);
    }

    /**
     * Waits until all are gone. Those that ask nothing may ask once more within the grace, as they cannot know better; then they are
     * sent away.
     *
     * @param hurry asked again and again: whether to wait no longer
     */
    void awaitAll(Duration grace, Duration limit, BooleanSupplier hurry) {
        long deadline = time.nanos() + limit.toNanos();
        BooleanSupplier over = () -> listeners.connections() == 0 || hurry.getAsBoolean();
        new Waiting(time, POLL).until(over, grace.compareTo(limit) < 0 ? grace : limit);
        new Waiting(time, PATIENT_POLL)
                .until(
                        () -> {
                            listeners.closeIdle();
                            return over.getAsBoolean();
                        },
                        Duration.ofNanos(Math.max(0, deadline - time.nanos())));
        if (!hurry.getAsBoolean()) {
            tellWhoIsCut(limit);
        }
    }

    private void tellWhoIsCut(Duration limit) {
        int left = requestsInFlight.getAsInt();
        if (left > 0) {
            LOG.warn("{} requests were still in flight after {} s and are cut", left, limit.toSeconds());
        }
    }
}
