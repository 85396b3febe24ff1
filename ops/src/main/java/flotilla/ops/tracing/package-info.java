/**
 * Traces as OpenTelemetry has them: spans of requests and of their tries are copied on the I/O threads, made into OpenTelemetry's
 * form and sent to a collector by a thread of their own. Nothing of this is loaded unless tracing is configured.
 */
@NullMarked
package flotilla.ops.tracing;

import org.jspecify.annotations.NullMarked;
