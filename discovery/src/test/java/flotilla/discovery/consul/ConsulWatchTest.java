package flotilla.discovery.consul;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.discovery.Endpoint;
import flotilla.discovery.ManualTime;
import flotilla.discovery.Recorder;
import flotilla.discovery.Sight;
import flotilla.discovery.Sight.Guard;
import flotilla.discovery.Sights;
import flotilla.discovery.SourceContext;
import flotilla.discovery.SourceEvent;
import flotilla.discovery.SourceEvent.Snapshot;
import flotilla.discovery.SourceEvent.Stale;
import flotilla.discovery.Voice;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kiwiproject.consul.option.ConsistencyMode;

/** The watch's rules, round by round, against scripted answers and with a clock turned by hand. */
class ConsulWatchTest {

    private static final Endpoint A = Endpoint.of("10.0.0.1", 80);
    private static final Endpoint B = Endpoint.of("10.0.0.2", 80);

    @TempDir
    Path state;

    private final ManualTime time = new ManualTime();
    private final Recorder<SourceEvent> heard = new Recorder<>();
    private final Sight sight = new Sights().open(URI.create("consul://shop"), time);
    private final Script script = new Script();
    private final List<Duration> pauses = new ArrayList<>();

    /** Answers as told, and keeps how it was asked. */
    private static final class Script implements Subject<Endpoint, SourceEvent> {
        private final Queue<Object> answers = new ArrayDeque<>();
        private final List<Ask> asked = new ArrayList<>();

        void answer(long index, Endpoint... endpoints) {
            answers.add(new Answer<>(
                    List.of(endpoints),
                    List.of(),
                    Duration.ofSeconds(30),
                    BigInteger.valueOf(index),
                    Duration.ZERO,
                    true));
        }

        @Override
        @SuppressWarnings("unchecked")
        public Answer<Endpoint> ask(Agents agents, Ask how) throws Exception {
            asked.add(how);
            var answer = answers.remove();
            if (answer instanceof Exception failure) {
                throw failure;
            }
            return (Answer<Endpoint>) answer;
        }

        @Override
        public SourceEvent snapshot(List<Endpoint> items) {
            return new Snapshot(items);
        }

        @Override
        public SourceEvent stale(String reason) {
            return new Stale(reason);
        }
    }

    private ConsulWatch<Endpoint, SourceEvent> watch(String uri) {
        var parsed = ConsulUri.service(URI.create(uri));
        return new ConsulWatch<>(
                parsed,
                SourceContext.of(time),
                script,
                new Agents(parsed.access()),
                new Voice<>(heard),
                new LastKnownGood<>(Optional.of(state), "shop", URI.create("consul://shop"), Endpoint.class),
                sight);
    }

    /** Runs until all answers are given, moving the clock as the watch asks for. */
    private void runAll(ConsulWatch<Endpoint, SourceEvent> watch) {
        while (!script.answers.isEmpty()) {
            var left = script.answers.size();
            var pause = once(watch);
            if (script.answers.size() < left) {
                pauses.add(pause);
            }
            time.advance(pause);
        }
    }

    private static Duration once(ConsulWatch<Endpoint, SourceEvent> watch) {
        try {
            return watch.run();
        } catch (Exception failure) {
            return watch.failed(failure);
        }
    }

    @Test
    void asksAtOnceFirstAndThenBlocksOnTheIndex() {
        script.answer(5, A);
        script.answer(9, A, B);
        script.answer(9, A, B);

        runAll(watch("consul://shop"));

        assertThat(script.asked).extracting(ask -> ask.index().intValue()).containsExactly(0, 5, 9);
        assertThat(script.asked).allMatch(ask -> ask.mode().equals(ConsistencyMode.STALE));
        assertThat(script.asked)
                .allMatch(ask ->
                        ask.longest().toMillis() > 28_000 && ask.longest().toMillis() <= 30_000);
        assertThat(heard.heard()).containsExactly(new Snapshot(List.of(A)), new Snapshot(List.of(A, B)));
    }

    @Test
    void isNotMadeHotByAnswersWithoutAnIndex() {
        for (var answer = 0; answer < 100; answer++) {
            script.answer(0, A);
        }
        var begin = time.nanos();

        runAll(watch("consul://shop"));

        assertThat(Duration.ofNanos(time.nanos() - begin)).isGreaterThan(Duration.ofSeconds(100 - Pace.BURST - 2));
    }

    @Test
    void doubtsAnEmptyAnswerUntilTwoConsistentReadsTwoSecondsApartConfirmIt() {
        script.answer(5, A, B);
        script.answer(6);
        script.answer(6);
        script.answer(6);

        runAll(watch("consul://shop"));

        assertThat(script.asked)
                .extracting(Subject.Ask::mode)
                .containsExactly(
                        ConsistencyMode.STALE,
                        ConsistencyMode.STALE,
                        ConsistencyMode.CONSISTENT,
                        ConsistencyMode.CONSISTENT);
        assertThat(pauses.subList(1, 3)).containsExactly(Duration.ofSeconds(2), Duration.ofSeconds(2));
        assertThat(heard.heard()).containsExactly(new Snapshot(List.of(A, B)), new Snapshot(List.of()));
    }

    @Test
    void forgetsAnEmptyAnswerThatIsNotConfirmed() {
        script.answer(5, A, B);
        script.answer(6);
        script.answer(6, A, B);

        runAll(watch("consul://shop"));

        assertThat(heard.heard()).containsExactly(new Snapshot(List.of(A, B)));
    }

    @Test
    void doesNotBelieveARegistryThatBeganAnewBeforeItsServicesAreBack() {
        script.answer(50, A, B);
        script.answer(3);
        for (var second = 2; second < 60; second += 2) {
            script.answer(4);
        }
        script.answer(7, B);

        runAll(watch("consul://shop"));

        assertThat(heard.heard()).containsExactly(new Snapshot(List.of(A, B)), new Snapshot(List.of(B)));
    }

    @Test
    void asksTheLeaderWhenAServerIsFarBehindOrKnowsNoLeader() {
        script.answer(5, A);
        script.answers.add(new Subject.Answer<>(
                List.of(B), List.of(), Duration.ofSeconds(30), BigInteger.TEN, Duration.ofSeconds(11), true));
        script.answer(11, A, B);
        script.answers.add(new Subject.Answer<>(
                List.of(), List.of(), Duration.ofSeconds(30), BigInteger.TEN, Duration.ZERO, false));
        script.answer(11, A, B);

        runAll(watch("consul://shop"));

        assertThat(script.asked)
                .extracting(Subject.Ask::mode)
                .containsExactly(
                        ConsistencyMode.STALE,
                        ConsistencyMode.STALE,
                        ConsistencyMode.DEFAULT,
                        ConsistencyMode.STALE,
                        ConsistencyMode.DEFAULT);
        assertThat(heard.heard()).containsExactly(new Snapshot(List.of(A)), new Snapshot(List.of(A, B)));
    }

    @Test
    void asksEachAgentAtOnceBeforeItCallsTheSourceStale() {
        script.answer(5, A);
        script.answers.add(new IOException("refused by one"));
        script.answers.add(new IOException("refused by two"));
        script.answer(5, A);

        runAll(watch("consul://one:1,two:2/shop"));

        assertThat(pauses.get(1)).isZero();
        assertThat(script.asked).extracting(ask -> ask.index().intValue()).containsExactly(0, 5, 0, 0);
        assertThat(heard.heard())
                .containsExactly(
                        new Snapshot(List.of(A)),
                        new Stale(
                                "consul at two:2: java.io.IOException: refused by two; keeps the 1 known and asks again"),
                        new Snapshot(List.of(A)));
    }

    @Test
    void saysTheSameTroubleOnce() {
        script.answer(5, A);
        for (var failure = 0; failure < 20; failure++) {
            script.answers.add(new IOException("refused"));
        }
        script.answer(5, A);

        runAll(watch("consul://shop"));

        assertThat(heard.heard()).hasSize(3);
    }

    @Test
    void startsFromTheLastKnownGoodCopyAndSaysThatItIsNotFresh() {
        script.answer(5, A, B);
        runAll(watch("consul://shop"));

        script.answers.add(new IOException("refused"));
        runAll(watch("consul://shop"));

        var events = heard.heard();
        assertThat(events.get(1)).isEqualTo(new Snapshot(List.of(A, B)));
        assertThat(events.get(2)).isInstanceOf(Stale.class);
    }

    @Test
    void keepsTheLastKnownGoodCopyAgainstARegistryThatIsEmptyAtStart() {
        script.answer(5, A, B);
        runAll(watch("consul://shop"));

        script.answer(1);
        script.answer(2, A, B);
        runAll(watch("consul://shop"));

        assertThat(heard.heard()).containsExactly(new Snapshot(List.of(A, B)), new Snapshot(List.of(A, B)));
    }

    @Test
    void blocksNoLongerThanTheLastAnswerAllows() {
        var hurry = Duration.ofSeconds(4);
        script.answers.add(new Subject.Answer<>(List.of(A), List.of(), hurry, BigInteger.TEN, Duration.ZERO, true));
        script.answer(10, A);

        runAll(watch("consul://shop"));

        assertThat(script.asked.get(1).longest()).isLessThanOrEqualTo(hurry);
    }

    @Test
    void isSilentWhenOnlyTheOrderChanges() {
        script.answer(5, A, B);
        script.answer(6, B, A);

        runAll(watch("consul://shop"));

        assertThat(heard.heard()).containsExactly(new Snapshot(List.of(A, B)));
    }

    @Test
    void saysThatNobodyIsThereIfNobodyEverWas() {
        script.answer(5);

        runAll(watch("consul://shop"));

        assertThat(heard.heard()).containsExactly(new Snapshot(List.of()));
    }

    @Test
    void showsWhenItSawLastWhatFailedAndWhichGuardHeldSomethingBack() {
        script.answer(5, A, B);
        script.answers.add(new IOException("refused"));
        script.answer(3);
        var watch = watch("consul://shop");

        runAll(watch);
        time.advance(Duration.ofSeconds(7));

        assertThat(sight.errors()).isEqualTo(1);
        assertThat(sight.index()).isEqualTo(3);
        assertThat(sight.age()).isGreaterThanOrEqualTo(Duration.ofSeconds(7));
        assertThat(sight.activations(Guard.SHRUNK)).isEqualTo(1);
        assertThat(sight.activations(Guard.OLD_COPY)).isZero();
    }

    @Test
    void countsAStartFromTheOldCopyAndAnIndexThatWentBackwards() {
        script.answer(5, A);
        runAll(watch("consul://shop"));
        script.answers.add(new IOException("refused"));
        script.answer(9, A);
        script.answer(2, A);

        runAll(watch("consul://shop"));

        assertThat(sight.activations(Guard.OLD_COPY)).isEqualTo(1);
        assertThat(sight.activations(Guard.INDEX_BACKWARDS)).isEqualTo(1);
        assertThat(sight.age()).isLessThan(Duration.ofSeconds(30));
    }
}
