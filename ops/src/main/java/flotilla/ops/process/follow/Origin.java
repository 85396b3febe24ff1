package flotilla.ops.process.follow;

import flotilla.ops.config.Settings;
import flotilla.ops.otlp.Identity;
import flotilla.ops.tracing.TracingPolicy;
import java.time.Instant;

/**
 * Where metrics and traces come from: this process, under the name that counts now.
 *
 * @param node its id among others
 * @param started when this process did
 */
public record Origin(String node, Instant started) {

    /** What a collector is told: the very same with metrics and with traces. */
    Identity under(Settings settings) {
        var service = settings.tracing().orElse(TracingPolicy.DEFAULT).service();
        return new Identity(service, node, started);
    }
}
