package flotilla.node.health;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.discovery.ManualTime;
import flotilla.node.TestNode;
import flotilla.node.balance.LiveEndpoint;
import flotilla.node.balance.Rotations;
import flotilla.node.balance.SlowStart;
import flotilla.node.health.OutlierPolicy.InARow;
import flotilla.node.resilience.BreakerPolicy;
import flotilla.node.tls.EndpointTls;
import flotilla.node.tls.TlsPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The comparison as {@link Health} runs it: by a clock that stands still until it is moved. */
class OutlierWatchTest implements OutlierListener {

    private static final OutlierPolicy POLICY = OutlierPolicy.DEFAULT;
    private static final HealthPolicy CHECKS = HealthPolicy.DEFAULT;

    private final ManualTime time = new ManualTime();
    private final BlockingQueue<Outlier> found = new LinkedBlockingQueue<>();
    private final BlockingQueue<Findings> changes = new LinkedBlockingQueue<>();
    private final Health health = new Health(time, 1, CheckSharing.NOBODY, (endpoint, verdict) -> {}, this);
    private final LiveEndpoint a = Rotations.endpoint(1);
    private final LiveEndpoint b = Rotations.endpoint(2);
    private final LiveEndpoint c = Rotations.endpoint(3);

    @Override
    public void found(LiveEndpoint endpoint, Outlier outlier) {
        assertThat(endpoint).isSameAs(a);
        found.add(outlier);
    }

    @Override
    public void changed(String upstream, Findings findings) {
        assertThat(upstream).isEqualTo("web");
        changes.add(findings);
    }

    @AfterEach
    void close() {
        health.close();
    }

    @Test
    void findsAnOutlierAtTheEndOfAnIntervalAndTakesItBackInTime() throws Exception {
        watch(POLICY);
        traffic(a, 61, 39);
        traffic(b, 99, 1);
        traffic(c, 100, 0);
        assertThat(changes).isEmpty();

        interval();

        var outlier = next(found);
        assertThat(outlier.reason()).isEqualTo("success rate 61.0 % of 100 requests where the others have 99.5 %");
        assertThat(outlier.score()).isEqualTo(390);
        assertThat(next(changes).outliers()).isEqualTo(Map.of(a, outlier));
        intervals(5);
        settle();
        assertThat(changes).as("after 25 s").isEmpty();
        interval();
        assertThat(next(changes)).as("after 30 s").isEqualTo(Findings.NONE);
    }

    @Test
    void whoIsFoundAgainSoonAfterItsReturnStaysOutLonger() throws Exception {
        watch(POLICY);
        assertThat(foundAgain().length()).isEqualTo(Duration.ofSeconds(30));
        intervals(6);
        assertThat(foundAgain().length()).as("again at once").isEqualTo(Duration.ofSeconds(60));
        intervals(12);
        intervals(10);
        assertThat(foundAgain().inARow()).as("well for 50 of 60 s").isEqualTo(3);
        intervals(18);
        intervals(19);
        assertThat(foundAgain().inARow()).as("well for more than 90 s").isEqualTo(1);
    }

    private Outlier foundAgain() throws InterruptedException {
        traffic(a, 0, 100);
        traffic(b, 100, 0);
        interval();
        return next(found);
    }

    @Test
    void forgetsWhatWasBeforeAnEndpointWentOut() throws Exception {
        watch(POLICY, 5);
        traffic(a, 0, 5);
        TestNode.await(() -> !health.verdict(a).up());
        traffic(a, 0, 95);
        traffic(b, 100, 0);

        time.awaitSleepers(2); // the other one waits for the end of the breaker's open time
        time.advance(POLICY.interval());

        time.awaitSleepers(2);
        assertThat(found).isEmpty();
    }

    @Test
    void lowersAWeightInStepsAndRaisesItInStepsWhereThePolicySaysSo() throws Exception {
        watch(POLICY.withEviction(Eviction.GRADUAL));
        traffic(a, 70, 30);
        traffic(b, 100, 0);
        interval();
        assertThat(next(changes)).isEqualTo(new Findings(Map.of(), Map.of(a, 0.5)));

        for (double share : new double[] {0.75, 1}) {
            traffic(a, 200, 0);
            traffic(b, 200, 0);
            interval();
            assertThat(next(changes).share(a)).isEqualTo(share);
        }
        assertThat(found).isEmpty();
    }

    @Test
    void anotherEvictionTakesWeightsBack() throws Exception {
        watch(POLICY.withEviction(Eviction.GRADUAL));
        traffic(a, 0, 100);
        traffic(b, 100, 0);
        interval();
        assertThat(next(changes).share(a)).isEqualTo(0.1);

        watch(POLICY);
        interval();

        assertThat(next(changes)).isEqualTo(Findings.NONE);
    }

    @Test
    void countsInARowWhatThePolicySays() {
        assertInARow(POLICY, true, true, true);
        assertInARow(POLICY.withInARow(InARow.GATEWAY_ERRORS), true, true, false);
        assertInARow(POLICY.withInARow(InARow.LOST), true, false, false);
        assertInARow(POLICY.withEviction(Eviction.GRADUAL), true, false, false);
    }

    private static void assertInARow(OutlierPolicy policy, boolean lost, boolean gateway, boolean server) {
        assertThat(List.of(policy.counts(0), policy.counts(200), policy.counts(503), policy.counts(500)))
                .containsExactly(lost, lost, gateway, server);
    }

    @Test
    void anAnswerThatDoesNotCountEndsTheRow() {
        watch(POLICY.withInARow(InARow.GATEWAY_ERRORS), 5);

        for (int i = 0; i < 10; i++) {
            health.failed(a, 503, "answered 503");
            health.failed(a, 0, "connect_refused");
            health.failed(a, 500, "answered 500");
        }

        assertThat(health.verdict(a).up()).isTrue();
    }

    @Test
    void whoIsGoneIsNotCompared() throws Exception {
        watch(POLICY);
        traffic(a, 0, 100);
        traffic(b, 100, 0);
        health.watch("web", watching(POLICY, 0), List.of(b, c));

        interval();

        settle();
        assertThat(found).isEmpty();
    }

    private static Watching watching(OutlierPolicy policy, int failures) {
        var patient = new HealthPolicy(
                CHECKS.interval(),
                CHECKS.jitter(),
                CHECKS.timeout(),
                CHECKS.rise(),
                CHECKS.fall(),
                "",
                "",
                CHECKS.status(),
                "",
                failures);
        var breaker = BreakerPolicy.OFF.withOpen(Duration.ofHours(1), Duration.ofHours(1));
        return new Watching(patient, breaker, policy, SlowStart.DEFAULT, EndpointTls.of(TlsPolicy.DEFAULT));
    }

    private void watch(OutlierPolicy policy) {
        watch(policy, 0);
    }

    /** @param failures that count in a row */
    private void watch(OutlierPolicy policy, int failures) {
        health.watch("web", watching(policy, failures), List.of(a, b, c));
    }

    /** Only once the comparison before is over: it would count some of it already. */
    private void traffic(LiveEndpoint endpoint, int good, int bad) throws InterruptedException {
        settle();
        for (int i = 0; i < good; i++) {
            health.succeeded(endpoint);
        }
        for (int i = 0; i < bad; i++) {
            health.failed(endpoint, 500, "answered 500");
        }
    }

    private void intervals(int count) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            interval();
        }
    }

    private void interval() throws InterruptedException {
        settle();
        time.advance(POLICY.interval());
    }

    /** Waits until the comparison pauses. */
    private void settle() throws InterruptedException {
        time.awaitSleepers(1);
    }

    private static <T> T next(BlockingQueue<T> queue) throws InterruptedException {
        return Objects.requireNonNull(queue.poll(20, TimeUnit.SECONDS), "nothing came");
    }
}
