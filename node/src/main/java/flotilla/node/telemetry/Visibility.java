package flotilla.node.telemetry;

/**
 * How much of a route's requests is shown.
 *
 * @param accessLog which of them are written down
 */
public record Visibility(AccessLogging accessLog) {

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
    public static final Visibility DEFAULT = new Visibility(AccessLogging.SAMPLE);
}
