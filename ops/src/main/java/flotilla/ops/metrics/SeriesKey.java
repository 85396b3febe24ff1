package flotilla.ops.metrics;

import flotilla.node.telemetry.Finished;

/**
 * What the labels of a request say. Methods that are not of the standards are {@link #OTHER}, as a client may make up any;
 * the rest comes from the configuration, from discovery, and from the endpoints' statuses.
 *
 * @param status 100 to 999; of what is told apart by its class alone, that: 0 to 9
 * @param reason empty: nothing failed here
 */
record SeriesKey(String listener, String route, String upstream, String method, int status, String reason) {

    /** Stands for all that have no series of their own. */
    static final String OTHER = "other";

    private static final int CLASS = 100;
    private static final int SERVER_ERRORS = 5;

    static SeriesKey of(Finished request) {
        return new SeriesKey(
                request.listener(),
                request.route(),
                request.upstream(),
                known(request.method()),
                request.status(),
                reason(request));
    }

    /** Whether this is what the labels of {@code request} say; compares without making a key. */
    boolean is(Finished request) {
        return status == request.status()
                && method.equals(known(request.method()))
                && route.equals(request.route())
                && upstream.equals(request.upstream())
                && listener.equals(request.listener())
                && reason.equals(reason(request));
    }

    /** RFC 9110 section 9.3, RFC 5789, and what is left over. */
    static String known(String method) {
        return switch (method) {
            case "GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH" -> method;
            default -> OTHER;
        };
    }

    private static String reason(Finished request) {
        var failure = request.failure();
        return failure == null ? "" : failure.reason().code();
    }

    /** {@code 2xx} and the like. */
    String statusClass() {
        return classOfStatus() + "xx";
    }

    private int classOfStatus() {
        return exact() ? status / CLASS : status;
    }

    /** Whether all requests of it have this very status. */
    boolean exact() {
        return status >= CLASS;
    }

    /** {@code error.type} by OpenTelemetry's conventions: the reason, or the status of an error that has none; empty: it is none. */
    String errorType() {
        if (!reason.isEmpty()) {
            return reason.equals(OTHER) ? "_OTHER" : reason;
        }
        if (classOfStatus() < SERVER_ERRORS) {
            return "";
        }
        return exact() ? String.valueOf(status) : "_OTHER";
    }

    /** The same among requests of routes that have no series of their own. */
    SeriesKey withoutRoute() {
        return new SeriesKey(listener, OTHER, OTHER, method, status, reason);
    }

    /** The same among what there is no room for: told apart by the class of the status, and by whether something failed here. */
    SeriesKey folded() {
        return other(classOfStatus(), !reason.isEmpty());
    }

    /** @param statusClass 0 to 9 */
    static SeriesKey other(int statusClass, boolean failed) {
        return new SeriesKey(OTHER, OTHER, OTHER, OTHER, statusClass, failed ? OTHER : "");
    }
}
