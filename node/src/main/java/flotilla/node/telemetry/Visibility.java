package flotilla.node.telemetry;

/**
 * How much of a route's requests is shown.
 *
 * @param accessLog which of them are written down
 * @param traces the share of traces beginning with them that is recorded, 0 to 1; negative: as for all routes
 */
public record Visibility(AccessLogging accessLog, double traces) {

    /** Whether a request is written down. */
    public enum AccessLogging {
        /** None is. */
        OFF,
        /** All are. */
        ON,
        /** As the access log says for all routes. */
        SAMPLE
    }

    /** As for all. */
    public static final Visibility DEFAULT = new Visibility(AccessLogging.SAMPLE, -1);
}
