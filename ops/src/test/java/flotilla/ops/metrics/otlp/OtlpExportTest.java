package flotilla.ops.metrics.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import flotilla.discovery.InvalidValue;
import flotilla.discovery.ManualTime;
import flotilla.ops.Await;
import flotilla.ops.otlp.Identity;
import io.opentelemetry.proto.common.v1.KeyValue;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class OtlpExportTest {

    private static final Duration INTERVAL = Duration.ofSeconds(30);
    private static final Identity IDENTITY = new Identity("edge", "node-a", Instant.EPOCH);

    private final ManualTime time = new ManualTime();

    @TempDir
    private Path directory;

    private static MetricSnapshots figures() {
        return MetricSnapshots.of(GaugeSnapshot.builder()
                .name("flotilla_ready")
                .dataPoint(GaugeDataPointSnapshot.builder().value(1).build())
                .build());
    }

    private OtlpExport start(OtlpPolicy policy) {
        return start(policy.withInterval(INTERVAL), OtlpExportTest::figures);
    }

    private OtlpExport start(OtlpPolicy policy, Supplier<MetricSnapshots> figures) {
        var export = OtlpExport.prepare(policy, figures, IDENTITY, time);
        export.start();
        return export;
    }

    /** Until the export under way is over, and the next one waits for its time. */
    private void awaitRound() throws InterruptedException {
        time.awaitSleepers(1);
    }

    @Test
    void sendsAtOnceAndAtEachInterval() throws Exception {
        try (var collector = Collector.start(0);
                var export = start(OtlpPolicy.DEFAULT.withUrl(collector.url()))) {
            awaitRound();
            assertThat(collector.exports()).hasSize(1);

            time.advance(INTERVAL);
            awaitRound();
            assertThat(collector.exports()).hasSize(2);

            var sent = collector.exports().getLast();
            assertThat(sent.path()).isEqualTo("/v1/metrics");
            assertThat(sent.authorization()).isEmpty();
            var resource = sent.metrics().getResourceMetrics(0);
            assertThat(resource.getResource().getAttributesList().stream()
                            .collect(Collectors.toMap(
                                    KeyValue::getKey, each -> each.getValue().getStringValue())))
                    .containsEntry("service.name", "edge")
                    .containsEntry("service.instance.id", "node-a@1970-01-01T00:00:00Z")
                    .containsEntry("flotilla.node", "node-a");
            assertThat(export.counts()).isEqualTo(new ExportCounts(2, 0));
            assertThat(resource.getScopeMetrics(0).getMetrics(0).getName()).isEqualTo("flotilla_ready");
            assertThat(export).isNotNull();
        }
    }

    @Test
    void sendsALastTimeWhenItIsClosed() throws Exception {
        try (var collector = Collector.start(0)) {
            var export = start(OtlpPolicy.DEFAULT.withUrl(collector.url()));
            awaitRound();

            export.close();

            Await.until(() -> collector.exports().size() == 2);
        }
    }

    @Test
    void readsItsHeadersAnewForEachExport() throws Exception {
        var file = directory.resolve("headers");
        Files.writeString(file, "# of the collector\nAuthorization: Bearer one\n");
        try (var collector = Collector.start(0);
                var export = start(OtlpPolicy.DEFAULT.withUrl(collector.url()).withHeadersFile(file))) {
            awaitRound();
            Files.writeString(file, "Authorization: Bearer two\n");
            time.advance(INTERVAL);
            awaitRound();

            assertThat(collector.exports())
                    .extracting(each -> each.authorization().orElse(""))
                    .containsExactly("Bearer one", "Bearer two");
            assertThat(export).isNotNull();
        }
    }

    @Test
    void aCollectorThatIsAwayCostsALineWhenItGoesAndOneWhenItIsBack() throws Exception {
        var lines = new ListAppender<ILoggingEvent>();
        var logger = (Logger) LoggerFactory.getLogger(OtlpExport.class);
        lines.start();
        logger.addAppender(lines);
        int port;
        try (var gone = Collector.start(0)) {
            port = gone.port();
        }
        try (var export = start(OtlpPolicy.DEFAULT.withUrl(URI.create("http://127.0.0.1:" + port)))) {
            for (int i = 0; i < 5; i++) {
                awaitRound();
                time.advance(INTERVAL);
            }
            awaitRound();
            try (var back = Collector.start(port)) {
                time.advance(INTERVAL);
                Await.until(() -> back.exports().size() == 1);
                awaitRound();
            }

            assertThat(lines.list)
                    .extracting(ILoggingEvent::getFormattedMessage)
                    .satisfiesExactly(
                            away -> assertThat(away).contains("does not take them", String.valueOf(port)),
                            again -> assertThat(again).contains("takes them again"));
            assertThat(export).isNotNull();
        } finally {
            logger.detachAppender(lines);
        }
    }

    @Test
    void whoClosesItWaitsForAnExportUnderWay() throws Exception {
        var under = new AtomicInteger();
        var most = new AtomicInteger();
        var begun = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        var calls = new AtomicInteger();
        Supplier<MetricSnapshots> slow = () -> {
            if (calls.getAndIncrement() == 0) {
                // The first of all takes its time by itself.
                return figures();
            }
            most.accumulateAndGet(under.incrementAndGet(), Math::max);
            begun.countDown();
            // As an export is that an interruption does not end.
            while (release.getCount() > 0) {
                LockSupport.parkNanos(1_000_000);
            }
            under.decrementAndGet();
            return figures();
        };
        try (var collector = Collector.start(0)) {
            var policy = OtlpPolicy.DEFAULT.withUrl(collector.url()).withInterval(INTERVAL);
            var export = start(policy, slow);
            awaitRound();
            time.advance(INTERVAL);
            begun.await();
            var closer = Thread.ofVirtual().start(export::close);
            Await.until(() -> closer.getState() != Thread.State.RUNNABLE && closer.getState() != Thread.State.NEW);
            release.countDown();
            closer.join();

            assertThat(most).hasValue(1);
            assertThat(collector.exports()).isNotEmpty();
        }
    }

    @Test
    void figuresThatCannotBeHadCostTheExportAndNothingElse() throws Exception {
        try (var collector = Collector.start(0)) {
            var broken = start(OtlpPolicy.DEFAULT.withUrl(collector.url()), () -> {
                throw new IllegalStateException("a defect");
            });
            awaitRound();
            assertThat(broken.counts()).isEqualTo(new ExportCounts(0, 1));
            broken.close();
        }
    }

    @Test
    void unitsAreThoseOfTheSumsToo() {
        assertThat(List.of("a_seconds", "a_seconds_sum", "a_seconds_max", "a_bytes", "a_bytes_sum"))
                .extracting(OtlpNames::unit)
                .containsExactly("s", "s", "s", "By", "By");
        assertThat(List.of("a_seconds_count", "a", "a_sum"))
                .extracting(OtlpNames::unit)
                .containsOnly("");
    }

    @Test
    void theUrlMayNameAPathOrLeaveItToTheProtocol() {
        assertThat(List.of("http://c:4318", "http://c:4318/", "https://c/otlp/v1/metrics"))
                .extracting(each -> OtlpPolicy.DEFAULT.withUrl(URI.create(each)).target())
                .containsExactly("http://c:4318/v1/metrics", "http://c:4318/v1/metrics", "https://c/otlp/v1/metrics");
        assertThatThrownBy(() -> OtlpPolicy.DEFAULT.withUrl(URI.create("ftp://c")))
                .isInstanceOf(InvalidValue.class);
    }
}
