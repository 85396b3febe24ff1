package flotilla.node.http;

import flotilla.node.io.http1.Ascii;
import flotilla.node.io.http1.ForwardedNode;
import flotilla.node.io.http1.HeaderKind;
import java.util.EnumMap;
import java.util.Map;

/**
 * What a trusted proxy in front of us says of the client, continued by one hop: X-Forwarded-For and Forwarded (RFC
 * 7239) grow by the proxy's own address, host, port and scheme stay those that it saw.
 */
final class ForwardedFor {

    private final Map<HeaderKind, String> told = new EnumMap<>(HeaderKind.class);
    private int size;

    void clear() {
        if (size > 0) {
            told.clear();
            size = 0;
        }
    }

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    void add(HeaderKind kind, String value) {
        told.merge(kind, value, (before, next) -> before + ", " + next);
        size += value.length() + 2;
    }

    int write(Exchange exchange, byte[] target, int at) {
        var peer = exchange.clientAddress();
        var address = peer.getHostAddress();
        int end = line("X-Forwarded-For", chain(HeaderKind.X_FORWARDED_FOR, address), target, at);
        end = line("Forwarded", chain(HeaderKind.FORWARDED, "for=" + ForwardedNode.of(peer)), target, end);
        end = line("X-Forwarded-Proto", told.getOrDefault(HeaderKind.X_FORWARDED_PROTO, "http"), target, end);
        end = line(
                "X-Forwarded-Port",
                told.getOrDefault(HeaderKind.X_FORWARDED_PORT, Integer.toString(exchange.listenerPort())),
                target,
                end);
        var host = told.getOrDefault(HeaderKind.X_FORWARDED_HOST, exchange.host());
        return host.isEmpty() ? end : line("X-Forwarded-Host", host, target, end);
    }

    private String chain(HeaderKind kind, String own) {
        var before = told.get(kind);
        return before == null ? own : before + ", " + own;
    }

    private static int line(String name, String value, byte[] target, int at) {
        return Ascii.put(
                "\r\n", target, Ascii.put(value, target, Ascii.put(": ", target, Ascii.put(name, target, at))));
    }
}
