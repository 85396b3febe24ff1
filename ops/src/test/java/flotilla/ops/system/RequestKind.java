package flotilla.ops.system;

import java.util.Arrays;

/** What a client asks for in the fault matrix: a method, and a body that a node keeps for another try or is too long for that. */
enum RequestKind {
    GET("GET", 0),
    PUT_SMALL("PUT", 1024),
    PUT_LARGE("PUT", 256 * 1024),
    POST_SMALL("POST", 1024),
    POST_LARGE("POST", 256 * 1024);

    private final String method;
    private final int length;

    RequestKind(String method, int length) {
        this.method = method;
        this.length = length;
    }

    /** The heading of its column in the table. */
    String heading() {
        return length == 0 ? method : method + " " + length / 1024 + " KiB";
    }

    String method() {
        return method;
    }

    int length() {
        return length;
    }

    /** Whether it may be sent again though an endpoint may have seen it (RFC 9110 section 9.2.2). */
    boolean idempotent() {
        return !method.equals("POST");
    }

    byte[] body() {
        var body = new byte[length];
        for (int i = 0; i < length; i++) {
            body[i] = (byte) ('a' + i % 26);
        }
        return body;
    }

    /** Whether an endpoint has got the whole body. */
    boolean isWhole(byte[] received) {
        return Arrays.equals(body(), received);
    }
}
