package flotilla.discovery.consul;

import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import org.kiwiproject.consul.model.ConsulResponse;
import org.kiwiproject.consul.option.ConsistencyMode;
import org.kiwiproject.consul.option.ImmutableQueryOptions;

/**
 * What a watch watches: how to ask for it and what to say of it.
 *
 * @param <T> what is listed
 * @param <E> the events
 */
interface Subject<T, E> {

    /** Asks once; throws whatever goes wrong. */
    Answer<T> ask(Agents agents, Ask how) throws Exception;

    /** The event that lists all. */
    E snapshot(List<T> items);

    /** The event that says why nothing can be seen. */
    E stale(String reason);

    /**
     * How to ask.
     *
     * @param index blocks until the registry has passed it, 0 does not block
     * @param longest the longest to block
     */
    record Ask(BigInteger index, Duration longest, ConsistencyMode mode) {

        private static final Duration SLACK = Duration.ofSeconds(10);

        ImmutableQueryOptions.Builder options() {
            var options = ImmutableQueryOptions.builder().consistencyMode(mode);
            return index.signum() == 0 ? options : options.index(index).wait(Math.max(1, longest.toSeconds()) + "s");
        }

        /** When an answer is overdue: a registry may add a sixteenth to the wait, and answers within seconds otherwise. */
        Duration limit() {
            return index.signum() == 0 ? SLACK : longest.multipliedBy(2).plus(SLACK);
        }

        boolean consistent() {
            return mode.equals(ConsistencyMode.CONSISTENT);
        }
    }

    /**
     * What was answered.
     *
     * @param notes what was left out of {@code items}, and why
     * @param longest how long to block for the next answer at most
     * @param staleness how long ago the server that answered has heard from its leader
     */
    record Answer<T>(
            List<T> items,
            List<String> notes,
            Duration longest,
            BigInteger index,
            Duration staleness,
            boolean knowsLeader) {

        static <T> Answer<T> of(ConsulResponse<?> response, List<T> items, List<String> notes, Duration longest) {
            return new Answer<>(
                    items,
                    notes,
                    longest,
                    response.getIndex(),
                    Duration.ofMillis(response.getLastContact()),
                    response.isKnownLeader());
        }
    }
}
