package flotilla.node.io;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class BufferBudgetTest {

    @Test
    void keepsACopyOfWhatRemains() {
        var budget = new BufferBudget(100);
        var bytes = ByteBuffer.wrap(new byte[] {1, 2, 3, 4}).position(1);

        var kept = requireNonNull(budget.keep(bytes));
        bytes.put(2, (byte) 9);

        assertThat(kept.remaining()).isEqualTo(3);
        assertThat(kept.get(1)).isEqualTo((byte) 3);
        assertThat(budget.used()).isEqualTo(3);
    }

    @Test
    void refusesWhatGoesOverAndChargesNothingForIt() {
        var budget = new BufferBudget(10);

        assertThat(budget.keep(ByteBuffer.allocate(6))).isNotNull();
        assertThat(budget.keep(ByteBuffer.allocate(5))).isNull();
        assertThat(budget.used()).isEqualTo(6);
        assertThat(budget.keep(ByteBuffer.allocate(4))).isNotNull();
        assertThat(budget.used()).isEqualTo(10);
    }

    @Test
    void getsBackTheWholeEvenIfSomeOfItWasRead() {
        var budget = new BufferBudget(10);
        var kept = requireNonNull(budget.keep(ByteBuffer.allocate(7)));
        kept.position(5);

        budget.free(kept);

        assertThat(budget.used()).isZero();
    }

    @Test
    void manyThreadsNeverHoldMoreThanThereIs() throws InterruptedException {
        var budget = new BufferBudget(50);
        var holding = new AtomicLong();
        var tooMuch = new AtomicBoolean();
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < 8; i++) {
            threads.add(Thread.ofPlatform().start(() -> {
                for (int round = 0; round < 5_000; round++) {
                    var kept = budget.keep(ByteBuffer.allocate(10));
                    if (kept != null) {
                        if (holding.addAndGet(10) > 50) {
                            tooMuch.set(true);
                        }
                        holding.addAndGet(-10);
                        budget.free(kept);
                    }
                }
            }));
        }
        for (var thread : threads) {
            thread.join();
        }

        assertThat(tooMuch).isFalse();
        assertThat(budget.used()).isZero();
    }

    @Test
    void countsMemoryOfOthersToo() {
        var budget = new BufferBudget(100);

        assertThat(budget.reserve(60)).isTrue();
        assertThat(budget.reserve(60)).isFalse();
        assertThat(budget.used()).isEqualTo(60);
        assertThat(budget.keep(ByteBuffer.allocate(60))).isNull();

        budget.release(60);
        assertThat(budget.used()).isZero();
    }
}
