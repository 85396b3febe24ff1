package flotilla.ops.process.unix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assumptions.assumeThat;

import flotilla.ops.Await;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NativeThreadTest {

    private static final long SELF = ProcessHandle.current().pid();
    private static final String NAME = "a thread (1) 2";
    private static final String OTHER = "another thread";

    private final CountDownLatch over = new CountDownLatch(1);

    /** A thread is at an end in Java before it is in the kernel. */
    @AfterEach
    void end() throws Exception {
        over.countDown();
        Await.until(() -> named(NAME).isEmpty() && named(OTHER).isEmpty());
    }

    @Test
    void oneThreadGetsAnotherNiceValueAndOthersKeepTheirs() throws Exception {
        start(NAME);
        start(OTHER);
        int usual = one(OTHER).nice();

        one(NAME).schedule(usual + 1, Duration.ZERO);

        assertThat(one(NAME).nice()).isEqualTo(usual + 1);
        assertThat(one(OTHER).nice()).isEqualTo(usual);
        assertThat(NativeThread.all(SELF))
                .filteredOn(thread -> thread.id() == SELF)
                .extracting(NativeThread::nice)
                .containsExactly(usual);
    }

    @Test
    void oneThreadGetsAnotherSlice() throws Exception {
        start(NAME);
        int usual = one(NAME).nice();

        one(NAME).schedule(usual, Duration.ofNanos(200_000));

        assertThat(one(NAME).nice()).isEqualTo(usual);
        var slice = Slices.nanos(SELF, one(NAME).id());
        assumeThat(slice).as("of a kernel that tells it").isPresent();
        assertThat(slice).contains(200_000L);
    }

    @Test
    void oneThatHasEndedIsLeftAlone() throws Exception {
        start(NAME);
        var seen = one(NAME);
        over.countDown();
        Await.until(() -> named(NAME).isEmpty());

        assertThatCode(() -> seen.schedule(19, Duration.ZERO)).doesNotThrowAnyException();
    }

    private void start(String name) {
        var begun = new CountDownLatch(1);
        Thread.ofPlatform().daemon().name(name).start(() -> {
            begun.countDown();
            Await.passed(over);
        });
        Await.passed(begun);
    }

    private static NativeThread one(String name) throws IOException {
        assertThat(named(name)).hasSize(1);
        return named(name).getFirst();
    }

    private static List<NativeThread> named(String name) throws IOException {
        return NativeThread.all(SELF).stream()
                .filter(thread -> thread.name().equals(name))
                .toList();
    }
}
