package flotilla.node.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ConcurrencyLimitTest {

    private static final List<RequestPriority> PRIORITIES = List.of(RequestPriority.values());

    private final List<String> told = new ArrayList<>();

    private static ConcurrencyLimit limit(int permits, int places) {
        var policy = ConcurrencyPolicy.of(String.valueOf(permits)).withQueue(places, Duration.ofSeconds(1));
        return Objects.requireNonNull(ConcurrencyLimit.of("app", policy));
    }

    private Waiter waiter(String name, RequestPriority priority) {
        return new Waiter(priority) {
            @Override
            protected void admitted() {
                told.add(name);
            }

            @Override
            protected void displaced() {
                told.add("not " + name);
            }
        };
    }

    @Test
    void thereIsNoneWhereItIsOff() {
        assertThat(ConcurrencyLimit.of("app", ConcurrencyPolicy.DEFAULT)).isNull();
    }

    @Test
    void admitsThoseWhoWaitByPriorityAndThenInTheOrderOfTheirComing() {
        var limit = limit(1, 10);
        assertThat(limit.tryAcquire()).isTrue();
        assertThat(limit.tryAcquire()).isFalse();
        limit.queue(waiter("low 1", RequestPriority.LOW));
        limit.queue(waiter("normal", RequestPriority.NORMAL));
        limit.queue(waiter("low 2", RequestPriority.LOW));
        limit.queue(waiter("high", RequestPriority.HIGH));
        assertThat(limit.waiting()).isEqualTo(4);

        IntStream.range(0, 5).forEach(i -> limit.release());

        assertThat(told).containsExactly("high", "normal", "low 1", "low 2");
        assertThat(limit.inFlight()).isZero();
        assertThat(limit.waiting()).isZero();
    }

    @Test
    void whoWaitsForAPermitThatIsThereHasItAtOnce() {
        var limit = limit(1, 10);

        assertThat(limit.queue(waiter("a", RequestPriority.LOW))).isTrue();

        assertThat(told).containsExactly("a");
        assertThat(limit.inFlight()).isOne();
    }

    @Test
    void aFullQueueShedsTheYoungestOfTheLeastImportant() {
        var limit = limit(1, 3);
        limit.tryAcquire();
        limit.queue(waiter("low 1", RequestPriority.LOW));
        limit.queue(waiter("low 2", RequestPriority.LOW));
        limit.queue(waiter("normal", RequestPriority.NORMAL));

        assertThat(limit.queue(waiter("low 3", RequestPriority.LOW))).isFalse();
        assertThat(limit.queue(waiter("high 1", RequestPriority.HIGH))).isTrue();
        assertThat(limit.queue(waiter("high 2", RequestPriority.HIGH))).isTrue();
        assertThat(limit.queue(waiter("normal 2", RequestPriority.NORMAL))).isFalse();
        assertThat(limit.queue(waiter("high 3", RequestPriority.HIGH))).isTrue();
        assertThat(limit.queue(waiter("high 4", RequestPriority.HIGH)))
                .as("nobody is below")
                .isFalse();

        assertThat(told).containsExactly("not low 2", "not low 1", "not normal");
        assertThat(limit.waiting()).isEqualTo(3);
        assertThat(limit.shed(RequestPriority.LOW)).isEqualTo(3);
        assertThat(limit.shed(RequestPriority.NORMAL)).isEqualTo(2);
        assertThat(limit.shed(RequestPriority.HIGH)).isOne();
    }

    @Test
    void whoHasLeftIsPassedOverAndTakesNoPlace() {
        var limit = limit(1, 2);
        limit.tryAcquire();
        var gone = waiter("gone", RequestPriority.HIGH);
        var late = waiter("late", RequestPriority.HIGH);
        limit.queue(gone);
        limit.queue(late);

        assertThat(limit.leave(gone)).isTrue();
        assertThat(limit.giveUp(late)).isTrue();
        limit.queue(waiter("a", RequestPriority.LOW));
        limit.release();

        assertThat(told).containsExactly("a");
        assertThat(limit.leave(gone)).as("twice").isFalse();
        assertThat(limit.shed(RequestPriority.HIGH))
                .as("only who would have waited on")
                .isOne();
    }

    @Test
    void withoutPlacesNobodyWaits() {
        var limit = limit(1, 0);
        limit.tryAcquire();

        assertThat(limit.queue(waiter("a", RequestPriority.HIGH))).isFalse();
        limit.release();

        assertThat(limit.tryAcquire()).isTrue();
    }

    /** Threads that take, wait, leave and release in all orders: never more than the limit, and nobody is forgotten. */
    @Test
    void countsStayTrueWhateverThreadsDo() throws InterruptedException {
        long seed = System.nanoTime();
        System.out.println("ConcurrencyLimitTest: seed " + seed);
        var race = new Race(limit(3, 5));
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < 4; i++) {
            var random = new SplittableRandom(seed + i);
            threads.add(Thread.ofPlatform().start(() -> {
                for (int round = 0; round < 20_000; round++) {
                    race.ask(random);
                    race.workOff();
                }
            }));
        }
        for (var thread : threads) {
            thread.join();
        }
        race.workOff();

        assertThat(race.most.get()).as("seed %s", seed).isBetween(1, 3);
        assertThat(race.open.get()).as("each was told once what became of it").isZero();
        assertThat(race.limit.inFlight()).isZero();
        assertThat(race.limit.waiting()).isZero();
    }

    /** Whoever has a permit does its work as a task, on whichever thread. */
    private static final class Race {
        private final ConcurrencyLimit limit;
        private final AtomicInteger holding = new AtomicInteger();
        private final AtomicInteger most = new AtomicInteger();
        private final AtomicInteger open = new AtomicInteger();
        private final ConcurrentLinkedQueue<Runnable> work = new ConcurrentLinkedQueue<>();

        Race(ConcurrencyLimit limit) {
            this.limit = limit;
        }

        void ask(SplittableRandom random) {
            if (limit.tryAcquire()) {
                hold();
                return;
            }
            var waiter = new Waiter(PRIORITIES.get(random.nextInt(3))) {
                @Override
                protected void admitted() {
                    open.decrementAndGet();
                    hold();
                }

                @Override
                protected void displaced() {
                    open.decrementAndGet();
                }
            };
            open.incrementAndGet();
            if (!limit.queue(waiter) || random.nextInt(4) == 0 && limit.leave(waiter)) {
                open.decrementAndGet();
            }
        }

        private void hold() {
            most.accumulateAndGet(holding.incrementAndGet(), Math::max);
            work.add(() -> {
                holding.decrementAndGet();
                limit.release();
            });
        }

        void workOff() {
            for (var next = work.poll(); next != null; next = work.poll()) {
                next.run();
            }
        }
    }
}
