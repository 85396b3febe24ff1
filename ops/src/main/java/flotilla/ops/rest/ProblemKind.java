package flotilla.ops.rest;

import java.util.Locale;

/** What can be in the way of an answer: the closed list of problem types (RFC 9457). */
public enum ProblemKind {
    MALFORMED(400, "Not a request that can be read"),
    UNKNOWN_CALLER(401, "Who asks is not known"),
    NOT_ALLOWED(403, "Not allowed"),
    NOT_FOUND(404, "No such thing"),
    WRONG_METHOD(405, "Not a method of this resource"),
    NOT_ACCEPTABLE(406, "Not in a form that is accepted"),
    BUSY(409, "Changed at the same moment"),
    CHANGED_MEANWHILE(412, "Changed meanwhile"),
    TOO_LARGE(413, "Too large"),
    WRONG_TYPE(415, "Not in a form that is taken"),
    INVALID(422, "Not a change that can be"),
    TOO_MANY_TRIES(429, "Too many failed tries"),
    FAILED(500, "Failed here"),
    UNAVAILABLE(503, "Cannot be kept now");

    private final int status;
    private final String title;

    ProblemKind(int status, String title) {
        this.status = status;
        this.title = title;
    }

    public int status() {
        return status;
    }

    public String title() {
        return title;
    }

    /** The last part of its type. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
