package flotilla.node.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.discovery.ManualTime;
import flotilla.node.cluster.FleetState;
import flotilla.node.cluster.Member;
import flotilla.node.cluster.Message;
import flotilla.node.cluster.RefusedMessage;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Two nodes that let pass sixty requests of a client in a minute together. */
class ClientSharingTest {

    private static final int LIMIT = 60;
    private static final int EIGHTH = LIMIT / 8;
    private static final Duration TICK = Duration.ofMillis(100);
    private static final InetAddress CLIENT = InetAddress.ofLiteral("10.0.0.1");
    private static final int TICKS_OF_A_MINUTE = 600;

    private final ManualTime time = new ManualTime();
    private final Side a = new Side("a");
    private final Side b = new Side("b");

    private final class Side {
        private final ClientLimits clients = new ClientLimits(LIMIT, time);
        private final FleetState state;

        Side(String name) {
            state = new FleetState(new Member(name, 1), List::of, clients::heaviest, time.nanos());
        }

        int ask(InetAddress client) {
            return clients.secondsUntil(client, time.nanos()) == 0 ? 1 : 0;
        }

        void tickAndTell(Side other) {
            state.tick(time.nanos());
            other.hear(state.report(time.nanos()));
        }

        private void hear(Message message) {
            try {
                state.take(message, time.nanos());
            } catch (RefusedMessage e) {
                throw new AssertionError(e);
            }
        }
    }

    private void tick() {
        a.tickAndTell(b);
        b.tickAndTell(a);
        time.advance(TICK);
    }

    /** A minute in which the client asks each side once in so many ticks; 0: never. */
    private int minute(int everyOfA, int everyOfB) {
        int passed = 0;
        for (int i = 0; i < TICKS_OF_A_MINUTE; i++) {
            passed += everyOfA > 0 && i % everyOfA == 0 ? a.ask(CLIENT) : 0;
            passed += everyOfB > 0 && i % everyOfB == 0 ? b.ask(CLIENT) : 0;
            tick();
        }
        return passed;
    }

    @Test
    void aClientOfBothHasOneLimit() {
        assertThat(minute(2, 5)).as("the first minute").isBetween(LIMIT - 3, LIMIT + 2 * EIGHTH);
        assertThat(minute(2, 5)).isBetween(LIMIT - 3, LIMIT + 3);
        assertThat(minute(5, 2)).as("mostly with the other").isBetween(LIMIT - 10, LIMIT + 2 * EIGHTH);
        assertThat(minute(5, 2)).isBetween(LIMIT - 3, LIMIT + 3);
    }

    @Test
    void aClientOfOneHasAllOfItThere() {
        for (int i = 0; i < 3; i++) {
            assertThat(minute(2, 0)).isEqualTo(LIMIT);
        }
    }

    @Test
    void aClientBelowTheLimitIsNotHeldUp() {
        for (int i = 0; i < 3; i++) {
            assertThat(minute(18, 25)).isEqualTo(600 / 18 + 1 + 600 / 25);
        }
    }

    @Test
    void tellsOfAFewOnlyHoweverManyThereAre() {
        a.clients.heaviest();
        for (int client = 0; client < 5_000; client++) {
            var address = InetAddress.ofLiteral("10.1." + client / 250 + "." + client % 250);
            for (int i = 0; i < EIGHTH + client % 7; i++) {
                a.ask(address);
            }
        }
        time.advance(TICK);

        assertThat(a.clients.heaviest()).hasSize(ClientLimits.TOLD);
        assertThat(a.state.report(time.nanos()).limits()).hasSizeLessThanOrEqualTo(ClientLimits.TOLD);
    }

    @Test
    void forgetsThemWhenTheyAskNoMore() {
        a.clients.heaviest();
        minute(2, 5);
        assertThat(a.clients.heaviest()).hasSize(1);

        for (int i = 0; i < 2; i++) {
            minute(0, 0);
        }

        assertThat(a.clients.heaviest()).isEmpty();
    }
}
