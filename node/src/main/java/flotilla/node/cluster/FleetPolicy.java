package flotilla.node.cluster;

import flotilla.discovery.InvalidValue;
import java.time.Duration;

/**
 * How a node talks with its fleet.
 *
 * @param interval from one report to the next, 50 to 100 ms: a shorter one costs more than it gains, with a longer one
 *     two lost in a row would let a node fade
 */
public record FleetPolicy(Duration interval) {

    public static final FleetPolicy DEFAULT = new FleetPolicy(Duration.ofMillis(100));

    public FleetPolicy {
        InvalidValue.require(
                interval.compareTo(Duration.ofMillis(50)) >= 0 && interval.compareTo(Duration.ofMillis(100)) <= 0,
                "interval",
                interval.toMillis() + " ms",
                "50 to 100 ms");
    }
}
