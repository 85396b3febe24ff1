package flotilla.ops.metrics;

import com.sun.management.UnixOperatingSystemMXBean;
import flotilla.ops.metrics.Shown.Points;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/**
 * This process under the names that Prometheus' own client libraries give it, so that common dashboards and alerts find it.
 * What the system does not tell is not there.
 */
final class ProcessFigures implements MultiCollector {

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double BYTES_PER_KIB = 1024;

    @Override
    public MetricSnapshots collect() {
        var shown = new Shown();
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system) {
            shown.counter(
                    "process_cpu_seconds",
                    "Processor time used, of user and system.",
                    system.getProcessCpuTime() / NANOS_PER_SECOND);
            shown.gauge("process_open_fds", "Open file descriptors.", system.getOpenFileDescriptorCount());
            shown.gauge(
                    "process_max_fds", "Most file descriptors that may be open.", system.getMaxFileDescriptorCount());
        }
        residentKib()
                .ifPresent(kib ->
                        shown.gauge("process_resident_memory_bytes", "Memory that is in RAM.", kib * BYTES_PER_KIB));
        shown.gauge("flotilla_build_info", "Always 1; what runs.", new Points().add(build(), 1));
        return new MetricSnapshots(shown.metrics());
    }

    private static Labels build() {
        var version = ProcessFigures.class.getPackage().getImplementationVersion();
        return Labels.of(
                "version",
                version == null ? "unknown" : version,
                "java",
                Runtime.version().toString());
    }

    private static OptionalLong residentKib() {
        try (var lines = Files.lines(STATUS)) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst();
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }
}
