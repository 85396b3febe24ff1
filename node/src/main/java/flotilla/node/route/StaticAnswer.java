package flotilla.node.route;

import flotilla.discovery.InvalidValue;

/** What a route answers by itself, in place of an upstream. */
public record StaticAnswer(int status, Page page) {

    private static final int NO_CONTENT = 204;
    private static final int NOT_MODIFIED = 304;

    public StaticAnswer {
        InvalidValue.require(status >= 200 && status <= 599, "status", status, "200 to 599");
        InvalidValue.require(
                page.length() == 0 || !bodiless(status),
                "body",
                page.length() + " bytes",
                "none with status " + status);
    }

    /** Whether answers with this status have no body, nor its length (RFC 9110 sections 15.3.5 and 15.4.5). */
    public static boolean bodiless(int status) {
        return status == NO_CONTENT || status == NOT_MODIFIED;
    }
}
