package flotilla.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import flotilla.discovery.SourceEvent.Snapshot;
import flotilla.discovery.SourceEvent.Stale;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every source of endpoints keeps to; each one's test says how to turn the world it looks at. */
public interface UpstreamSourceContract {

    /** A new source that is not started, over the world as it is now. */
    UpstreamSource open() throws Exception;

    /** Makes the world list these endpoints, all of weight 1 and serving. */
    void list(List<Endpoint> endpoints) throws Exception;

    /** Takes the world away, so that it cannot be seen. */
    default void hide() throws Exception {
        assumeTrue(false, "this source cannot lose sight");
    }

    /** Whether the world can change at all. */
    default boolean changes() {
        return true;
    }

    @Test
    default void saysFirstAllThatThereIs() throws Exception {
        list(List.of(Endpoint.of("127.0.0.1", 8001), Endpoint.of("127.0.0.2", 8001)));
        var heard = new Recorder<SourceEvent>();

        try (var source = open()) {
            source.start(heard);

            assertThat(authorities(heard.awaitCount(1).getFirst())).containsExactly("127.0.0.1:8001", "127.0.0.2:8001");
        }
    }

    @Test
    default void saysAChangeAsAWholeNewListAndOnlyOnce() throws Exception {
        assumeTrue(changes());
        list(List.of(Endpoint.of("127.0.0.1", 8001), Endpoint.of("127.0.0.2", 8001)));
        var heard = new Recorder<SourceEvent>();

        try (var source = open()) {
            source.start(heard);
            heard.await(event -> authorities(event).size() == 2);
            list(List.of(
                    Endpoint.of("127.0.0.1", 8001), Endpoint.of("127.0.0.2", 8001), Endpoint.of("127.0.0.3", 8001)));
            heard.await(event -> authorities(event).contains("127.0.0.3:8001"));
            list(List.of(Endpoint.of("127.0.0.2", 8001), Endpoint.of("127.0.0.3", 8001)));
            heard.await(event -> authorities(event).equals(List.of("127.0.0.2:8001", "127.0.0.3:8001")));

            assertThat(heard.heard()).doesNotHaveDuplicates().allMatch(Snapshot.class::isInstance);
            assertThat(heard.overlapped()).isFalse();
        }
    }

    @Test
    default void saysTroubleOnceAndGoesOnWatching() throws Exception {
        assumeTrue(changes());
        list(List.of(Endpoint.of("127.0.0.1", 8001), Endpoint.of("127.0.0.2", 8001)));
        var heard = new Recorder<SourceEvent>();

        try (var source = open()) {
            source.start(heard);
            heard.await(event -> authorities(event).size() == 2);
            hide();
            heard.await(Stale.class::isInstance);
            list(List.of(Endpoint.of("127.0.0.1", 8001), Endpoint.of("127.0.0.3", 8001)));
            heard.await(event -> authorities(event).contains("127.0.0.3:8001"));

            var troubles =
                    heard.heard().stream().filter(Stale.class::isInstance).toList();
            assertThat(troubles).doesNotHaveDuplicates();
            assertThat(heard.heard()).noneMatch(new Snapshot(List.of())::equals);
        }
    }

    @Test
    default void saysNothingOnceItIsClosed() throws Exception {
        assumeTrue(changes());
        list(List.of(Endpoint.of("127.0.0.1", 8001), Endpoint.of("127.0.0.2", 8001)));
        var closed = new Recorder<SourceEvent>();
        var open = new Recorder<SourceEvent>();

        var source = open();
        source.start(closed);
        closed.awaitCount(1);
        source.close();
        var before = closed.heard();
        list(List.of(Endpoint.of("127.0.0.2", 8001), Endpoint.of("127.0.0.4", 8001)));
        try (var other = open()) {
            other.start(open);
            open.await(event -> authorities(event).contains("127.0.0.4:8001"));
        }

        assertThat(closed.heard()).isEqualTo(before);
    }

    @Test
    default void closesThoughNeverStarted() throws Exception {
        list(List.of(Endpoint.of("127.0.0.1", 8001)));

        open().close();
    }

    /** What a snapshot lists, sorted; nothing for any other event. */
    static List<String> authorities(SourceEvent event) {
        return switch (event) {
            case Snapshot snapshot ->
                snapshot.endpoints().stream().map(Endpoint::authority).sorted().toList();
            case Stale stale -> List.of();
        };
    }
}
