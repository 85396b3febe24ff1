package flotilla.node.io.front;

import flotilla.node.io.http1.Ascii;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;

/** Whether a client wants its connection kept (RFC 9112 section 9.3). */
final class Persistence {

    private static final byte[] CLOSE = Ascii.bytes("close");

    private Persistence() {}

    /** Undertow sees {@code close} only where it stands alone; it may stand in a list. */
    static boolean ends(HttpServerExchange request) {
        if (!request.isPersistent()) {
            return true;
        }
        var fields = request.getRequestHeaders().get(Headers.CONNECTION);
        if (fields != null) {
            for (var field : fields) {
                var bytes = Ascii.bytes(field);
                if (Ascii.lists(bytes, 0, bytes.length, CLOSE)) {
                    return true;
                }
            }
        }
        return false;
    }
}
