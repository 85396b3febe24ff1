package flotilla.ops.process;

import static flotilla.ops.process.Signals.Request.RELOAD;
import static flotilla.ops.process.Signals.Request.REOPEN_LOGS;
import static org.assertj.core.api.Assertions.assertThat;

import flotilla.ops.Await;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** The requests themselves; that signals make them is shown with processes. */
class SignalsTest {

    private final List<String> done = new CopyOnWriteArrayList<>();
    private final Signals signals = new Signals();

    @Test
    void aRequestIsKeptUntilItIsKnownWhatToDo() throws Exception {
        signals.ask(RELOAD);
        signals.on(RELOAD, () -> done.add("reload"));

        Await.until(() -> done.equals(List.of("reload")));
    }

    @Test
    void eachRequestRunsItsOwnActionInTurnAlsoAfterOneThatFailed() throws Exception {
        signals.on(REOPEN_LOGS, () -> done.add("reopen"));
        signals.on(RELOAD, () -> {
            done.add("reload");
            throw new IllegalStateException("as it should in this test");
        });

        signals.ask(RELOAD);
        signals.ask(REOPEN_LOGS);
        signals.ask(RELOAD);

        Await.until(() -> done.equals(List.of("reload", "reopen", "reload")));
    }

    @Test
    void theFirstWordOnHowToStopCounts() throws Exception {
        signals.stop(Signals.Stop.FAST);
        signals.stop(Signals.Stop.GRACEFUL);

        assertThat(signals.awaitStop()).isEqualTo(Signals.Stop.FAST);
        assertThat(signals.sooner()).isEmpty();
    }

    @Test
    void whoDrainsStaysOneThatDrainsAndCanBeToldToEndSooner() throws Exception {
        signals.stop(Signals.Stop.HANDED_OVER);
        assertThat(signals.sooner()).isEmpty();

        signals.stop(Signals.Stop.GRACEFUL);
        assertThat(signals.sooner()).contains(Signals.Stop.GRACEFUL);
        signals.stop(Signals.Stop.FAST);
        signals.stop(Signals.Stop.GRACEFUL);

        assertThat(signals.sooner()).contains(Signals.Stop.FAST);
        assertThat(signals.awaitStop()).isEqualTo(Signals.Stop.HANDED_OVER);
    }
}
