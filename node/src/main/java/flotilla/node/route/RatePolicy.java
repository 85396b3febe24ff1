package flotilla.node.route;

import flotilla.discovery.InvalidValue;
import flotilla.node.cluster.AllowedRate;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How many requests may pass in a time, over the whole fleet.
 *
 * @param limit requests in a second, minute or hour, such as {@code 600/m}; {@code off}: any number
 * @param burst requests that may come at once after a pause; 0: what comes in two seconds, one at least
 */
public record RatePolicy(String limit, int burst) {

    private static final String OFF = "off";
    private static final Pattern LIMIT = Pattern.compile("([1-9]\\d{0,8})/([smh])");

    public static final RatePolicy DEFAULT = new RatePolicy(OFF, 0);

    public RatePolicy {
        InvalidValue.require(
                limit.equals(OFF) || LIMIT.matcher(limit).matches(),
                "limit",
                limit,
                "off, or such as 50/s, 600/m, 10/h");
        InvalidValue.require(burst >= 0, "burst", burst, ">= 0, 0 for what comes in two seconds");
    }

    /** A rate with the burst that follows from it. */
    public static RatePolicy of(String limit) {
        return new RatePolicy(limit, 0);
    }

    /** What may pass; empty: everything. */
    public Optional<AllowedRate> allowed() {
        var match = LIMIT.matcher(limit);
        if (!match.matches()) {
            return Optional.empty();
        }
        double seconds = switch (match.group(2)) {
            case "s" -> 1;
            case "m" -> 60;
            default -> 3600;
        };
        double perSecond = Long.parseLong(match.group(1)) / seconds;
        return Optional.of(burst == 0 ? AllowedRate.of(perSecond) : new AllowedRate(perSecond, burst));
    }
}
