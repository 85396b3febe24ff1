package flotilla.node.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.discovery.ManualTime;
import flotilla.node.TestNode;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class ClientLimitsTest {

    private final ManualTime time = new ManualTime();
    private final ClientLimits limits = new ClientLimits(10, time);

    @Test
    void letsAllOfAMinutePassAtOnceAndNoneAboveUntilItIsOver() {
        assertThat(passing("10.0.0.1", 25)).isEqualTo(10);

        time.advance(Duration.ofSeconds(59));
        assertThat(passing("10.0.0.1", 25)).isZero();

        time.advance(Duration.ofSeconds(1));
        assertThat(passing("10.0.0.1", 25)).isEqualTo(10);
    }

    @Test
    void countsFromEachClientsOwnFirstRequest() {
        passing("10.0.0.1", 1);
        time.advance(Duration.ofSeconds(45));
        assertThat(passing("10.0.0.2", 25)).isEqualTo(10);

        time.advance(Duration.ofSeconds(30));

        assertThat(passing("10.0.0.1", 25)).isEqualTo(10);
        assertThat(passing("10.0.0.2", 25)).isZero();
    }

    @Test
    void savesNothingUpOverQuietMinutes() {
        passing("10.0.0.1", 1);

        time.advance(Duration.ofSeconds(119));

        assertThat(passing("10.0.0.1", 25)).isEqualTo(10);
    }

    @Test
    void takesAnIpv6NetworkOf64BitsForOneClient() {
        assertThat(passing("2001:db8:0:1::1", 5)).isEqualTo(5);
        assertThat(passing("2001:db8:0:1:ffff::2", 25)).isEqualTo(5);
        assertThat(passing("2001:db8:0:2::1", 25)).isEqualTo(10);
        assertThat(passing("0.0.0.1", 25)).isEqualTo(10);
        assertThat(passing("::1", 25)).isEqualTo(10);
    }

    @Test
    void saysWhenToComeAgain() {
        passing("10.0.0.1", 10);
        time.advance(Duration.ofMillis(20_500));

        assertThat(passing("10.0.0.1", 1)).isZero();
        assertThat(limits.secondsUntil(address("10.0.0.1"), time.nanos())).isEqualTo(40);
        assertThat(limits.secondsUntil(address("10.0.0.2"), time.nanos())).isZero();
    }

    @Test
    void limitsNobodyWithALimitOfZero() {
        var none = new ClientLimits(0, time);

        for (int i = 0; i < 1_000; i++) {
            assertThat(none.secondsUntil(address("10.0.0.1"), time.nanos())).isZero();
        }
        assertThat(none.clients()).isZero();
    }

    @Test
    void isNotConfusedByThreadsWhoseClockIsSlightlyBehind() {
        long start = time.nanos();
        long minute = Duration.ofMinutes(1).toNanos();
        passing("10.0.0.1", 1);

        assertThat(limits.secondsUntil(address("10.0.0.1"), start + minute + 10))
                .isZero();
        for (int i = 0; i < 9; i++) {
            assertThat(limits.secondsUntil(address("10.0.0.1"), start + minute - 10))
                    .isZero();
        }
        assertThat(limits.secondsUntil(address("10.0.0.1"), start + minute + 20))
                .isPositive();
    }

    @Test
    void passesExactlyTheLimitOverAllThreads() throws Exception {
        var many = new ClientLimits(5_000, time);
        int passed = 0;

        try (var pool = Executors.newFixedThreadPool(4)) {
            var tasks = new ArrayList<Callable<Integer>>();
            for (int t = 0; t < 4; t++) {
                tasks.add(() -> passing(many, "10.0.0.1", 5_000));
            }
            for (var task : pool.invokeAll(tasks)) {
                passed += task.get();
            }
        }

        assertThat(passed).isEqualTo(5_000);
    }

    @Test
    void remembersABoundedNumberOfClientsForABoundedTime() {
        for (int i = 0; i < ClientLimits.MAX_CLIENTS + 10_000; i++) {
            passing("10." + i / 65_536 + "." + i / 256 % 256 + "." + i % 256, 1);
        }
        assertThat(limits.clients()).isLessThanOrEqualTo(ClientLimits.MAX_CLIENTS);

        time.advance(Duration.ofMinutes(2));

        // One clean-up takes out a part of them.
        TestNode.await(() -> limits.clients() == 0);
    }

    private int passing(String client, int requests) {
        return passing(limits, client, requests);
    }

    private int passing(ClientLimits of, String client, int requests) {
        int passed = 0;
        for (int i = 0; i < requests; i++) {
            if (of.secondsUntil(address(client), time.nanos()) == 0) {
                passed++;
            }
        }
        return passed;
    }

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
