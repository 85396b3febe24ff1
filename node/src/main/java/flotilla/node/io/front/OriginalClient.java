package flotilla.node.io.front;

import flotilla.discovery.Address;
import flotilla.node.io.http1.HeaderKind;
import flotilla.node.io.http1.RequestHead;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * Whom a request is from, when proxies that are trusted brought it. X-Forwarded-For grows at its end, by the address that
 * each proxy saw; so it is read from there, and the first address that is no trusted proxy's is the client. What stands
 * before that anybody may have written.
 */
final class OriginalClient {

    private OriginalClient() {}

    /**
     * The address to count and to choose by.
     *
     * @param peer the address of the connection, a trusted proxy's
     */
    static InetAddress of(RequestHead head, InetAddress peer, Networks trusted) {
        var client = peer;
        for (int line = head.lines() - 1; line >= 0; line--) {
            if (head.kind(line) != HeaderKind.X_FORWARDED_FOR) {
                continue;
            }
            var hops = head.value(line).split(",", -1);
            for (int hop = hops.length - 1; hop >= 0; hop--) {
                var address = address(hops[hop].strip());
                if (address == null) {
                    return client;
                }
                client = address;
                if (!trusted.contains(address)) {
                    return client;
                }
            }
        }
        return client;
    }

    private static @Nullable InetAddress address(String text) {
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException e) {
            return withPort(text);
        }
    }

    /** Some proxies write the port as well. */
    private static @Nullable InetAddress withPort(String text) {
        try {
            var address = Address.parse(text);
            return address.isPresent() ? InetAddress.ofLiteral(address.get().host()) : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
