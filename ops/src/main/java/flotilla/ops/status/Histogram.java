package flotilla.ops.status;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * How long requests took, as Prometheus' text tells it: how many took no longer than each bound, in seconds.
 *
 * @param upTo counts by bound, each with all before it
 */
record Histogram(TreeMap<Double, Double> upTo) {

    private static final Pattern BUCKET =
            Pattern.compile("flotilla_request_duration_seconds_bucket\\{(.*)} ([0-9.eE+]+)");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final double MILLIS = 1_000;
    private static final double HUNDRED = 100;

    /** Of nothing. */
    static Histogram empty() {
        return new Histogram(new TreeMap<>());
    }

    /** Those of a text, by the label {@code route}; what else tells series apart is added up. */
    static Map<String, Histogram> byRoute(String metrics) {
        var routes = new HashMap<String, Histogram>();
        var buckets = BUCKET.matcher(metrics);
        while (buckets.find()) {
            var labels = new HashMap<String, String>();
            LABEL.matcher(buckets.group(1)).results().forEach(label -> labels.put(label.group(1), label.group(2)));
            var bound = labels.getOrDefault("le", "+Inf");
            routes.computeIfAbsent(labels.getOrDefault("route", "-"), route -> new Histogram(new TreeMap<>()))
                    .upTo()
                    .merge(
                            bound.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(bound),
                            Double.parseDouble(buckets.group(2)),
                            Double::sum);
        }
        return routes;
    }

    /** What has come since an earlier one. */
    Histogram minus(Histogram earlier) {
        var since = new TreeMap<Double, Double>();
        upTo.forEach((bound, count) -> since.put(bound, count - earlier.upTo.getOrDefault(bound, 0.0)));
        return new Histogram(since);
    }

    double count() {
        return upTo.isEmpty() ? 0 : upTo.lastEntry().getValue();
    }

    /** In milliseconds, in a straight line between two bounds; a dash if there is none. */
    String percentile(int percent) {
        double wanted = count() * percent / HUNDRED;
        if (wanted <= 0) {
            return "-";
        }
        double below = 0;
        double counted = 0;
        for (var bucket : upTo.entrySet()) {
            if (bucket.getValue() >= wanted) {
                return bucket.getKey().isInfinite()
                        ? "> %.0f ms".formatted(below * MILLIS)
                        : "%.1f ms"
                                .formatted(MILLIS
                                        * (below
                                                + (bucket.getKey() - below)
                                                        * (wanted - counted)
                                                        / (bucket.getValue() - counted)));
            }
            below = bucket.getKey();
            counted = bucket.getValue();
        }
        return "-";
    }
}
