package flotilla.node.health;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import flotilla.discovery.ManualTime;
import flotilla.discovery.Time;
import flotilla.node.FakeEndpoint;
import flotilla.node.balance.LiveEndpoint;
import flotilla.node.balance.Rotations;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HealthTest {

    private static final Duration INTERVAL = Duration.ofSeconds(10);
    private static final Duration OPEN = Duration.ofSeconds(5);

    private record Change(LiveEndpoint endpoint, Verdict verdict) {}

    private final ManualTime time = new ManualTime();
    private final BlockingQueue<Change> changes = new LinkedBlockingQueue<>();
    private final Health health =
            new Health(time, 1, (endpoint, verdict) -> changes.add(new Change(endpoint, verdict)));
    private final FakeEndpoint fake = FakeEndpoint.start();
    private final LiveEndpoint endpoint = new LiveEndpoint("web", fake.endpoint());

    @AfterEach
    void close() {
        health.close();
        fake.close();
    }

    @Test
    void takesAnEndpointOutAfterItsFallAndBackAfterItsRise() throws Exception {
        fake.status(503);
        health.watch("web", active(), List.of(endpoint));
        assertThat(health.verdict(endpoint)).isEqualTo(new Verdict(true, "not checked yet"));

        tick(2);
        settle();
        assertThat(changes).isEmpty();
        tick(1);
        assertThat(change())
                .isEqualTo(new Change(endpoint, new Verdict(false, "http check: 503 (expected: 200-399), 3 in a row")));
        assertThat(health.verdict(endpoint).up()).isFalse();

        settle();
        fake.status(200);
        tick(1);
        settle();
        assertThat(changes).isEmpty();
        tick(1);
        assertThat(change().verdict()).isEqualTo(new Verdict(true, "http check: 200, 2 in a row"));
        tick(3);
        settle();
        assertThat(changes).isEmpty();
    }

    @Test
    void oneAnswerDecidesOfWhomNothingIsKnownWhenAllAreCheckedAtOnce() throws Exception {
        try (var good = FakeEndpoint.start()) {
            var other = new LiveEndpoint("web", good.endpoint());
            fake.status(503);
            health.watch("web", active(), List.of(endpoint, other));

            checkAtOnce();

            assertThat(change())
                    .isEqualTo(new Change(endpoint, new Verdict(false, "http check: 503 (expected: 200-399)")));
            assertThat(health.verdict(other)).isEqualTo(new Verdict(true, "http check: 200"));

            fake.status(200);
            good.status(503);
            checkAtOnce();
            assertThat(changes).as("of these something is known").isEmpty();
            assertThat(health.verdict(endpoint).up()).isFalse();
        }
    }

    @Test
    void nobodyIsCheckedAtOnceWithoutActiveChecks() throws Exception {
        fake.status(503);
        health.watch("web", passive(3), List.of(endpoint));

        checkAtOnce();

        assertThat(changes).isEmpty();
        assertThat(health.verdict(endpoint).up()).isTrue();
    }

    private void checkAtOnce() throws Exception {
        try (var checks = health.checkAtOnce()) {
            while (!checks.done()) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void takesAnEndpointOutThatLosesTrafficAndChecksItAtOnce() throws Exception {
        health.watch("web", active(), List.of(endpoint));
        settle();

        health.failed(endpoint, 0, "connection refused");
        health.failed(endpoint, 0, "connection refused");
        health.succeeded(endpoint);
        health.failed(endpoint, 0, "connection refused");
        health.failed(endpoint, 0, "connection refused");
        assertThat(health.verdict(endpoint).up()).isTrue();
        health.failed(endpoint, 0, "connection refused");

        assertThat(change().verdict()).isEqualTo(new Verdict(false, true, "breaker: connection refused, 3 in a row"));
        fake.awaitRequests(1);
        settle();
        time.advance(INTERVAL);
        assertThat(change().verdict()).isEqualTo(new Verdict(true, "http check: 200, 2 in a row"));
    }

    @Test
    void countsAnewWhenTheBreakersTimeIsOver() throws Exception {
        health.watch("web", passive(3), List.of(endpoint));
        lose(3);
        assertThat(change().verdict().up()).isFalse();

        settle();
        time.advance(OPEN);
        assertThat(change().verdict()).isEqualTo(new Verdict(true, "the breaker's open time is over"));

        lose(2);
        assertThat(health.verdict(endpoint).up()).as("two of three").isTrue();
        lose(1);
        assertThat(change().verdict().up()).isFalse();
    }

    @Test
    void leavesTrafficOutWhenThePolicySaysSo() {
        health.watch("web", passive(0), List.of(endpoint));

        lose(1_000);

        assertThat(health.verdict(endpoint).up()).isTrue();
    }

    @Test
    void tellsOfOneChangeOnceHoweverManyThreadsSeeIt() throws Exception {
        health.watch("web", passive(5), List.of(endpoint));

        try (var pool = Executors.newFixedThreadPool(4)) {
            var tasks = new ArrayList<Callable<Boolean>>();
            for (int t = 0; t < 4; t++) {
                tasks.add(() -> {
                    lose(1_000);
                    return true;
                });
            }
            for (var task : pool.invokeAll(tasks)) {
                assertThat(task.get()).isTrue();
            }
        }

        assertThat(change().verdict().up()).isFalse();
        settle();
        time.advance(OPEN);
        assertThat(change().verdict().up()).as("nothing came between").isTrue();
    }

    @Test
    void keepsWhatItKnowsWhenPolicyAndNeighboursChange() throws Exception {
        health.watch("web", passive(3), List.of(endpoint));
        lose(3);
        assertThat(change().verdict().up()).isFalse();
        var other = Rotations.endpoint(1);

        time.awaitPauses(1);
        health.watch("web", passive(7), List.of(other, endpoint));
        assertThat(health.verdict(endpoint).up()).isFalse();
        assertThat(health.verdict(other).up()).isTrue();

        time.awaitPauses(2);
        health.watch("web", active(), List.of(endpoint));
        assertThat(health.verdict(endpoint).up()).isFalse();
        time.awaitPauses(3);
        time.advance(INTERVAL);
        fake.awaitRequests(1);
        settle();
        time.advance(INTERVAL);
        assertThat(change().verdict().reason()).isEqualTo("http check: 200, 2 in a row");
    }

    @Test
    void stopsCheckingWhoIsGone() throws Exception {
        try (var stays = FakeEndpoint.start()) {
            var staying = new LiveEndpoint("web", stays.endpoint());
            health.watch("web", active(), List.of(endpoint, staying));
            time.awaitSleepers(2);
            time.advance(INTERVAL);
            stays.awaitRequests(1);
            fake.awaitRequests(1);
            time.awaitSleepers(2);
            fake.status(500);

            health.watch("web", active(), List.of(staying));
            for (int i = 2; i < 8; i++) {
                time.advance(INTERVAL);
                stays.awaitRequests(i);
                time.awaitSleepers(1);
            }

            assertThat(fake.requests()).isEqualTo(1);
            assertThat(changes).isEmpty();
            assertThat(health.verdict(endpoint).reason()).isEqualTo("not checked yet");
        }
    }

    @Test
    void neverRunsTwoChecksOfOneEndpointAtATime() throws Exception {
        fake.hold();
        health.watch("web", active(), List.of(endpoint));
        tick(1);
        fake.awaitRequests(1);

        lose(3);
        assertThat(change().verdict().up()).isFalse();
        for (int i = 0; i < 5; i++) {
            health.watch("web", i % 2 == 0 ? passive(3) : active(), List.of(endpoint));
            time.advance(INTERVAL);
        }
        assertThat(fake.requests()).isEqualTo(1);
        assertThat(fake.openConnections()).isEqualTo(1);

        health.watch("web", active(), List.of(endpoint));
        fake.release();
        settle();
        time.advance(INTERVAL);
        fake.awaitRequests(2);
    }

    @Test
    void spreadsFirstChecksOverTheInterval() throws Exception {
        var pauses = new ConcurrentLinkedQueue<Duration>();
        var recording = new Time() {
            @Override
            public long nanos() {
                return time.nanos();
            }

            @Override
            public Instant now() {
                return time.now();
            }

            @Override
            public void pause(Duration duration) throws InterruptedException {
                pauses.add(duration);
                time.pause(duration);
            }
        };

        try (var many = new Health(recording, 7, (e, v) -> changes.add(new Change(e, v)))) {
            many.watch("web", active(), Rotations.endpoints(1_000));
            time.awaitSleepers(1_000);
        }

        for (int tenth = 0; tenth < 10; tenth++) {
            var from = INTERVAL.multipliedBy(tenth).dividedBy(10);
            // 100 expected, with a standard deviation of sqrt(1000 * 0.1 * 0.9) = 9.5.
            assertThat(pauses.stream()
                            .filter(p -> p.compareTo(from) >= 0 && p.compareTo(from.plusSeconds(1)) < 0)
                            .count())
                    .isBetween(50L, 150L);
        }
    }

    @Test
    void countsAnAnswerWithoutAllocating() {
        health.watch("web", passive(3), List.of(endpoint));
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (int i = 0; i < 20_000; i++) {
            health.succeeded(endpoint);
        }

        long before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 20_000; i++) {
            health.succeeded(endpoint);
        }

        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(20_000);
    }

    private static HealthPolicy active() {
        return new HealthPolicy(INTERVAL, 0, Duration.ofSeconds(20), 2, 3, "/health", "", "200-399", "", 3);
    }

    private static HealthPolicy passive(int failures) {
        return new HealthPolicy(Duration.ZERO, 0, Duration.ofSeconds(20), 2, 3, "", "", "200-399", "", failures);
    }

    /** Lets as many checks run, the last one perhaps still under way. */
    private void tick(int count) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            settle();
            time.advance(INTERVAL);
        }
    }

    /** Waits until the endpoint's thread pauses. */
    private void settle() throws InterruptedException {
        time.awaitSleepers(1);
    }

    private void lose(int attempts) {
        for (int i = 0; i < attempts; i++) {
            health.failed(endpoint, 0, "connection refused");
        }
    }

    private Change change() throws InterruptedException {
        var change = changes.poll(20, TimeUnit.SECONDS);
        assertThat(change).as("a change of verdict").isNotNull();
        return Objects.requireNonNull(change);
    }
}
