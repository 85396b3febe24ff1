package flotilla.node.http;

/** What is known of methods. */
final class Methods {

    private Methods() {}

    /** Whether a request may be sent again if it is not known what became of it (RFC 9110 section 9.2.2). */
    static boolean idempotent(String method) {
        return switch (method) {
            case "GET", "HEAD", "PUT", "DELETE", "OPTIONS" -> true;
            default -> false;
        };
    }
}
