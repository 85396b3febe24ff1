/** The figures of {@code /metrics} sent to a collector by OTLP, as OpenTelemetry's own classes write it. */
@NullMarked
package flotilla.ops.metrics.otlp;

import org.jspecify.annotations.NullMarked;
