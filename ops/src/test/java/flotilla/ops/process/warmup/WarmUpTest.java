package flotilla.ops.process.warmup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flotilla.discovery.Time;
import flotilla.node.telemetry.Finished;
import flotilla.node.telemetry.Telemetry;
import flotilla.node.telemetry.Tracing;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

class WarmUpTest {

    private static final Duration HOUR = Duration.ofHours(1);

    private final LongAdder answered = new LongAdder();
    private final LongAdder others = new LongAdder();
    private final CountDownLatch many = new CountDownLatch(500);

    private final Telemetry counting = new Telemetry() {
        @Override
        public void finished(Finished request) {
            (request.status() == 200 ? answered : others).increment();
            many.countDown();
        }
    };

    @Test
    void sendsRequestsOfEachKindThroughANodeUntilThereIsSomethingBetterToDo() {
        new WarmUp(Time.system(), counting).run(HOUR, () -> many.getCount() == 0);

        assertThat(answered.sum()).isGreaterThanOrEqualTo(500);
        assertThat(others.sum()).isZero();
    }

    @Test
    void endsWithItsTime() {
        new WarmUp(Time.system(), counting).run(Duration.ofMillis(50), () -> false);

        assertThat(others.sum()).isZero();
    }

    @Test
    void takesLongerWhereItsTimeIsNotEnoughForTheLeastNumberOfRequests() {
        var half = Duration.ofMillis(500);
        assertThat(WarmUp.over(half.minusNanos(1), half, 10_000)).isFalse();
        assertThat(WarmUp.over(half, half, 200)).isTrue();
        assertThat(WarmUp.over(half, half, 199)).isFalse();
        assertThat(WarmUp.over(Duration.ofMillis(1499), half, 2)).isFalse();
        assertThat(WarmUp.over(Duration.ofMillis(1500), half, 2)).isTrue();
        var minute = Duration.ofMinutes(1);
        assertThat(WarmUp.over(Duration.ofSeconds(64), minute, 2)).isFalse();
        assertThat(WarmUp.over(Duration.ofSeconds(65), minute, 2)).isTrue();
    }

    @Test
    void sendsNothingIfThereIsNoTimeForIt() {
        var asked = new AtomicInteger();

        new WarmUp(Time.system(), counting).run(Duration.ZERO, () -> asked.incrementAndGet() > 0);

        assertThat(asked).hasValue(0);
        assertThat(answered.sum()).isZero();
    }

    /** It may read from a socket, which is not for several threads at once; and the old process's word that it goes on ends this one. */
    @Test
    void whetherThereIsSomethingBetterToDoIsAskedByTheCallerAlone() {
        var askers = ConcurrentHashMap.<Thread>newKeySet();

        assertThatThrownBy(() -> new WarmUp(Time.system(), counting).run(HOUR, () -> {
                    askers.add(Thread.currentThread());
                    if (many.getCount() > 0) {
                        return false;
                    }
                    throw new IllegalStateException("the old one goes on");
                }))
                .hasMessage("the old one goes on");

        assertThat(askers).containsExactly(Thread.currentThread());
        assertThat(answered.sum()).isGreaterThanOrEqualTo(500);
    }

    @Test
    void whatGoesWrongIsNoFailure() {
        var broken = new Telemetry() {
            @Override
            public void finished(Finished request) {}

            @Override
            public Tracing tracing() {
                throw new IllegalStateException("broken on purpose");
            }
        };

        new WarmUp(Time.system(), broken).run(HOUR, () -> false);

        assertThat(answered.sum()).isZero();
    }
}
