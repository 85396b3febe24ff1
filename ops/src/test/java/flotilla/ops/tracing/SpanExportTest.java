package flotilla.ops.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import flotilla.discovery.Time;
import flotilla.ops.Await;
import flotilla.ops.log.FakeRequest;
import flotilla.ops.otlp.Identity;
import flotilla.ops.tracing.TracingPolicy.OtlpPolicy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class SpanExportTest {

    /** Of one export. */
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static Spans spans(FakeCollector collector, int queue) {
        return spans(collector.url(), Optional.empty(), queue);
    }

    private static Spans spans(String url, Optional<Path> headers, int queue) {
        var otlp = new OtlpPolicy(URI.create(url), Map.of(), headers, LIMIT, false);
        var identity = new Identity("test", "node-1", Instant.EPOCH);
        var spans = Spans.prepare(new TracingPolicy(1, otlp, "test", queue), 1, Time.system(), identity);
        spans.start();
        return spans;
    }

    @TempDir
    private Path directory;

    private static int told(ListAppender<ILoggingEvent> events, String words) {
        synchronized (events) {
            return (int) new ArrayList<>(events.list)
                    .stream()
                            .filter(event -> event.getFormattedMessage().contains(words))
                            .count();
        }
    }

    @Test
    void aCollectorThatRefusesIsSpokenOfOnceAndOnceMoreWhenItTakesSpansAgain() throws Exception {
        var logger = (Logger) LoggerFactory.getLogger(Spans.class);
        var events = new ListAppender<ILoggingEvent>();
        events.start();
        logger.addAppender(events);
        try (var collector = FakeCollector.start();
                var spans = spans(collector, 64)) {
            collector.answer(400);
            for (int i = 1; i <= 3; i++) {
                int lost = i;
                spans.finished(FakeRequest.ok());
                Await.until(() -> spans.counts().lost() == lost);
            }
            collector.answer(200);
            spans.finished(FakeRequest.ok());
            Await.until(() -> spans.counts().exported() == 1);
            Await.until(() -> told(events, "takes spans again") == 1);

            assertThat(told(events, "takes no spans, they are lost")).isEqualTo(1);
            assertThat(collector.spans(1)).hasSize(1);
        } finally {
            logger.detachAppender(events);
        }
    }

    @Test
    void headersThatCannotBeReadCostSpansButNotTheExport() throws Exception {
        var headers = directory.resolve("headers");
        try (var collector = FakeCollector.start();
                var spans = spans(collector.url(), Optional.of(headers), 64)) {
            spans.finished(FakeRequest.ok());
            Await.until(() -> spans.counts().lost() == 1);

            Files.writeString(headers, "X-Token: one\n");
            spans.finished(FakeRequest.ok());
            Await.until(() -> spans.counts().exported() == 1);

            assertThat(collector.tokens()).containsExactly("one");
        }
    }

    @Test
    void whatACollectorDoesNotTakeInTheEndIsCountedAndTold() throws Exception {
        var logger = (Logger) LoggerFactory.getLogger(Spans.class);
        var events = new ListAppender<ILoggingEvent>();
        events.start();
        logger.addAppender(events);
        try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            var spans = spans("http://127.0.0.1:" + silent.getLocalPort() + "/v1/traces", Optional.empty(), 1024);
            spans.finished(FakeRequest.ok());
            try (var export = silent.accept()) {
                for (int i = 0; i < 99; i++) {
                    spans.finished(FakeRequest.ok());
                }

                long began = System.nanoTime();
                spans.close();

                assertThat(Duration.ofNanos(System.nanoTime() - began))
                        .as("no export's own limit is waited for")
                        .isLessThan(LIMIT);
                assertThat(export.isConnected()).isTrue();
                Await.until(() -> spans.counts().equals(new SpanCounts(0, 0, 100)));
                assertThat(told(events, "did not take the last spans within 3 s: 99 are lost"))
                        .isOne();
            }
        } finally {
            logger.detachAppender(events);
        }
    }

    @Test
    void whatFindsNoRoomIsDroppedAndCounted() {
        var queue = new SpanQueue(64);
        for (int i = 0; i < 100; i++) {
            queue.add(SpanCopy.OfRequest.of(FakeRequest.ok()));
        }
        var taken = new ArrayList<SpanCopy>();
        queue.drainTo(taken, 1000);

        assertThat(queue.dropped()).isEqualTo(36);
        assertThat(taken).hasSize(64);
    }

    @Test
    void aQueueLosesNothingAndKeepsTheOrderBetweenTwoThreads() throws Exception {
        int count = 200_000;
        var queue = new SpanQueue(128);
        var spans = IntStream.range(0, count)
                .mapToObj(i ->
                        SpanCopy.OfRequest.of(FakeRequest.of("/", 200, null).taking(i)))
                .toList();
        var producer = Thread.ofPlatform()
                .start(() -> spans.forEach(span -> {
                    long before = queue.dropped();
                    queue.add(span);
                    while (queue.dropped() > before) {
                        Thread.onSpinWait();
                        before = queue.dropped();
                        queue.add(span);
                    }
                }));
        List<SpanCopy> taken = new ArrayList<>();
        while (taken.size() < count) {
            queue.drainTo(taken, 50);
        }
        producer.join();

        assertThat(taken).isEqualTo(spans);
    }
}
