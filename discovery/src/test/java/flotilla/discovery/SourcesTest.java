package flotilla.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flotilla.discovery.SourceEvent.Snapshot;
import flotilla.discovery.SourceEvent.Stale;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class SourcesTest {

    private static final URI A = URI.create("hand:a");
    private static final URI B = URI.create("hand:b");
    private static final URI C = URI.create("hand:c");
    private static final Endpoint ONE = Endpoint.of("10.0.0.1", 80);
    private static final Endpoint TWO = Endpoint.of("10.0.0.2", 80);
    private static final Endpoint THREE = Endpoint.of("10.0.0.3", 80);

    private final Map<URI, HandSource> opened = new HashMap<>();
    private final Recorder<UpstreamEvent> heard = new Recorder<>();

    /** A source that says what the test tells it to. */
    private static final class HandSource implements UpstreamSource {
        private Consumer<? super SourceEvent> listener = event -> {};
        private boolean closed;

        @Override
        public void start(Consumer<? super SourceEvent> heardBy) {
            listener = heardBy;
        }

        void says(SourceEvent event) {
            listener.accept(event);
        }

        void lists(Endpoint... endpoints) {
            says(new Snapshot(List.of(endpoints)));
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    private final class HandProvider implements UpstreamSource.Provider {
        @Override
        public Set<String> schemes() {
            return Set.of("hand");
        }

        @Override
        public UpstreamSource open(URI uri, SourceContext context) {
            return opened.computeIfAbsent(uri, key -> new HandSource());
        }
    }

    private final Sources sources =
            Sources.of(SourceContext.of(new ManualTime()), List.of(new HandProvider()), List.of(), List.of());

    @Test
    void findsTheProvidersOfEveryScheme() {
        var all = Sources.load(SourceContext.of(new ManualTime()));

        all.check(URI.create("fixed:10.0.0.1:80"));
        all.check(URI.create("FIXED:10.0.0.1:80"));
        all.check(URI.create("file:upstreams.yaml"));
    }

    @Test
    void saysWhichSchemesThereAre() {
        assertThatThrownBy(
                        () -> Sources.load(SourceContext.of(new ManualTime())).check(URI.create("htp://x")))
                .isInstanceOf(InvalidValue.class)
                .hasMessageContaining("source: htp://x (expected: a URI with one of the schemes")
                .hasMessageContaining("file, fixed");
        assertThatThrownBy(() -> sources.check(URI.create("10.0.0.1/80"))).hasMessageContaining("hand");
        assertThatThrownBy(() -> sources.watchRoutes(A, event -> {})).isInstanceOf(InvalidValue.class);
    }

    @Test
    void doesNotWaitForASourceThatHasNotSpoken() {
        sources.watch("web", List.of(A, B), heard);

        opened(B).lists(TWO);
        opened(A).lists(ONE);

        assertThat(heard.heard()).containsExactly(changed(TWO), changed(ONE, TWO));
    }

    @Test
    void keepsTheLastSnapshotOfASourceThatCannotSee() {
        sources.watch("web", List.of(A, B), heard);

        opened(A).lists(ONE);
        opened(A).says(new Stale("gone"));
        opened(B).lists(TWO);

        assertThat(heard.heard())
                .containsExactly(changed(ONE), new UpstreamEvent.Stale("web", A, "gone"), changed(ONE, TWO));
    }

    @Test
    void doesNotRepeatWhatIsTheSameUnlessASourceSeesAgain() {
        sources.watch("web", List.of(A, B), heard);

        opened(A).lists(ONE);
        opened(B).lists(ONE);
        opened(B).says(new Stale("gone"));
        opened(B).lists(ONE);

        assertThat(heard.heard())
                .containsExactly(changed(ONE), new UpstreamEvent.Stale("web", B, "gone"), changed(ONE));
    }

    @Test
    void theFirstSourceDescribesAnEndpointThatSeveralList() {
        sources.watch("web", List.of(A, B), heard);

        opened(B).lists(ONE.withWeight(7));
        opened(A).lists(ONE.withWeight(3));

        assertThat(heard.heard()).containsExactly(changed(ONE.withWeight(7)), changed(ONE.withWeight(3)));
    }

    @Test
    void aSourceThatStaysIsNotOpenedAnewWhenOthersAreReplaced() {
        var watch = sources.watch("web", List.of(A, B), heard);
        opened(A).lists(ONE);
        opened(B).lists(TWO);
        var first = opened(A);

        var turn = watch.turn(List.of(A, C));
        turn.start();
        opened(C).lists(THREE);

        assertThat(turn.heard()).isTrue();
        assertThat(turn.take()).contains(new Upstream("web", List.of(ONE, THREE)));
        assertThat(opened(A)).isSameAs(first);
        assertThat(first.closed).isFalse();
        assertThat(opened(B).closed).isTrue();
    }

    @Test
    void nothingIsToldOfOtherSourcesBeforeTheyCount() {
        var watch = sources.watch("web", List.of(A), heard);
        opened(A).lists(ONE);

        var turn = watch.turn(List.of(B));
        turn.start();
        opened(B).lists(TWO);
        opened(A).lists(ONE, THREE);

        assertThat(heard.heard()).containsExactly(changed(ONE), changed(ONE, THREE));
    }

    @Test
    void whatIsSaidWhileATurnIsPublishedIsToldAfterwards() {
        var watch = sources.watch("web", List.of(A), heard);
        opened(A).lists(ONE);
        var turn = watch.turn(List.of(A, B));
        turn.start();
        opened(B).lists(TWO);

        turn.take();
        opened(B).lists(THREE);
        assertThat(heard.heard()).containsExactly(changed(ONE));
        turn.release();

        assertThat(heard.heard()).containsExactly(changed(ONE), changed(ONE, THREE));
    }

    @Test
    void theEndpointsOfSourcesThatLeaveServeUntilTheOthersHaveSpoken() {
        var watch = sources.watch("web", List.of(A), heard);
        opened(A).lists(ONE);
        var turn = watch.turn(List.of(B));
        turn.start();

        assertThat(turn.heard()).isFalse();
        assertThat(turn.take()).contains(new Upstream("web", List.of(ONE)));
        turn.release();
        assertThat(opened(A).closed).isFalse();
        opened(B).lists(TWO);

        assertThat(heard.heard()).containsExactly(changed(ONE), changed(TWO));
        assertThat(opened(A).closed).isTrue();
    }

    @Test
    void aTurnThatIsAbandonedClosesWhatItOpenedAlone() {
        var watch = sources.watch("web", List.of(A), heard);
        opened(A).lists(ONE);
        var turn = watch.turn(List.of(A, B));
        turn.start();

        turn.abandon();
        opened(A).lists(TWO);

        assertThat(opened(B).closed).isTrue();
        assertThat(opened(A).closed).isFalse();
        assertThat(heard.heard()).containsExactly(changed(ONE), changed(TWO));
    }

    @Test
    void aNewSourceThatCannotSeeIsToldOfOnceItCounts() {
        var watch = sources.prepare("web", heard);
        var turn = watch.turn(List.of(A));
        turn.start();
        opened(A).says(new Stale("gone"));

        assertThat(turn.take()).isEmpty();
        turn.release();

        assertThat(heard.heard()).containsExactly(new UpstreamEvent.Stale("web", A, "gone"));
    }

    @Test
    void isSilentOnceClosedAndClosesItsSources() {
        var watch = sources.watch("web", List.of(A, B), heard);

        watch.close();
        opened(A).lists(ONE);

        assertThat(heard.heard()).isEmpty();
        assertThat(opened.values()).allMatch(source -> source.closed);
    }

    @Test
    void aListenerThatFailsHearsTheNextEventAllTheSame() {
        sources.watch("web", List.of(A), event -> {
            heard.accept(event);
            throw new IllegalStateException("a bug in the listener");
        });

        opened(A).lists(ONE);
        opened(A).lists(TWO);

        assertThat(heard.heard()).containsExactly(changed(ONE), changed(TWO));
    }

    @Test
    void aListenerOfRoutesThatFailsHearsTheNextEventAllTheSame() {
        var said = new ArrayList<Consumer<? super RouteEvent>>();
        var routes =
                Sources.of(SourceContext.of(new ManualTime()), List.of(), List.of(new HandRoutes(said)), List.of());
        var events = new Recorder<RouteEvent>();
        var stale = new RouteEvent.Stale("gone");

        var watch = routes.watchRoutes(A, event -> {
            events.accept(event);
            throw new IllegalStateException("a bug in the listener");
        });
        said.getFirst().accept(stale);
        said.getFirst().accept(new RouteEvent.Snapshot(List.of()));
        watch.close();
        said.getFirst().accept(stale);

        assertThat(events.heard()).containsExactly(stale, new RouteEvent.Snapshot(List.of()));
    }

    /** Opens sources of routes whose listeners the test calls. */
    private record HandRoutes(List<Consumer<? super RouteEvent>> listeners) implements RouteSource.Provider {
        @Override
        public Set<String> schemes() {
            return Set.of("hand");
        }

        @Override
        public RouteSource openRoutes(URI registry, SourceContext context) {
            return new RouteSource() {
                @Override
                public void start(Consumer<? super RouteEvent> listener) {
                    listeners.add(listener);
                }

                @Override
                public void close() {}
            };
        }
    }

    private HandSource opened(URI uri) {
        return Objects.requireNonNull(opened.get(uri));
    }

    private static UpstreamEvent changed(Endpoint... endpoints) {
        return new UpstreamEvent.Changed(new Upstream("web", List.of(endpoints)));
    }
}
