package flotilla.node.health;

import java.util.OptionalDouble;
import java.util.regex.Pattern;

/**
 * What an endpoint says of its load with its answer to a check, in the field that gRPC and Envoy know as ORCA's
 * (xds.data.orca.v3.OrcaLoadReport): {@code TEXT cpu_utilization=0.3, rps_fractional=12} or {@code JSON {"cpu_utilization": 0.3}}. Only
 * {@code cpu_utilization} is read; the binary form is not. What cannot be read is as if nothing were said.
 */
final class LoadReport {

    static final String FIELD = "endpoint-load-metrics";

    private static final String NUMBER = "(\\d{1,6}(?:\\.\\d{1,17})?(?:[eE]-?\\d{1,2})?)";
    private static final Pattern TEXT = Pattern.compile("(?:^|[ ,])cpu_utilization=" + NUMBER + "(?:[ ,].*)?$");
    private static final Pattern JSON =
            Pattern.compile("[{,]\\s*\"(?:cpu_utilization|cpuUtilization)\"\\s*:\\s*" + NUMBER + "\\s*[,}]");

    /** No endpoint uses its CPU a hundred times over. */
    private static final double MOST = 100;

    private LoadReport() {}

    /** The share of its CPU that the endpoint uses. */
    static OptionalDouble cpu(String field) {
        if (field.startsWith("TEXT ")) {
            return find(TEXT, field.substring(5));
        } else if (field.startsWith("JSON ")) {
            return find(JSON, field.substring(5));
        }
        return OptionalDouble.empty();
    }

    private static OptionalDouble find(Pattern pattern, String text) {
        var found = pattern.matcher(text);
        if (!found.find()) {
            return OptionalDouble.empty();
        }
        double share = Double.parseDouble(found.group(1));
        return share <= MOST ? OptionalDouble.of(share) : OptionalDouble.empty();
    }
}
