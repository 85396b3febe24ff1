package flotilla.ops.admin;

import io.undertow.server.HttpServerExchange;
import io.undertow.server.ServerConnection;
import java.util.concurrent.ConcurrentHashMap;
import org.xnio.IoUtils;

/**
 * Connections that clients keep for their next question. A client that keeps one asks this process for as long as it stands, even
 * when another process has its place: Prometheus would read on from the one that goes. So they have an end.
 *
 * <p>Threads: exchanges begin on the I/O thread and end on any. One that ends looks at {@code ending} after it has said that its
 * connection is idle, and {@link #end} looks for idle ones after it has written it, so that one of the two sees it.
 */
final class KeptConnections {

    /** Whether each is idle. */
    private final ConcurrentHashMap<ServerConnection, Boolean> all = new ConcurrentHashMap<>();

    private volatile boolean ending;

    /** A client asks. */
    void begin(HttpServerExchange exchange) {
        var connection = exchange.getConnection();
        if (all.put(connection, false) == null) {
            connection.addCloseListener(all::remove);
        }
        exchange.addResponseCommitListener(answer -> {
            if (ending) {
                answer.setPersistent(false);
            }
        });
        exchange.addExchangeCompleteListener((_, next) -> {
            all.replace(connection, true);
            if (ending) {
                IoUtils.safeClose(connection);
            }
            next.proceed();
        });
    }

    /** From now on answers say that their connection is closed, and those without a question are closed. */
    void end() {
        ending = true;
        all.forEach((connection, idle) -> {
            if (idle) {
                IoUtils.safeClose(connection);
            }
        });
    }
}
