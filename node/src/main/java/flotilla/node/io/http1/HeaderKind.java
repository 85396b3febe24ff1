package flotilla.node.io.http1;

/** The fields that a proxy must know by name; all others are {@link #OTHER} and pass. */
public enum HeaderKind {
    CONNECTION("connection", true),
    KEEP_ALIVE("keep-alive", true),
    PROXY_CONNECTION("proxy-connection", true),
    PROXY_AUTHENTICATE("proxy-authenticate", true),
    PROXY_AUTHORIZATION("proxy-authorization", true),
    TE("te", true),
    TRAILER("trailer", true),
    TRANSFER_ENCODING("transfer-encoding", true),
    UPGRADE("upgrade", true),
    CONTENT_LENGTH("content-length", false),
    HOST("host", false),
    EXPECT("expect", false),
    FORWARDED("forwarded", false),
    X_FORWARDED_FOR("x-forwarded-for", false),
    X_FORWARDED_HOST("x-forwarded-host", false),
    X_FORWARDED_PORT("x-forwarded-port", false),
    X_FORWARDED_PROTO("x-forwarded-proto", false),
    X_REAL_IP("x-real-ip", false),
    /** Ours alone: asks the node to say what it did with the request, and goes no further than here. */
    X_FLOTILLA_EXPLAIN("x-flotilla-explain", false),
    /** Of a trace (W3C Trace Context); passes as any other if nobody makes traces. */
    TRACEPARENT("traceparent", false),
    TRACESTATE("tracestate", false),
    OTHER("", false);

    @SuppressWarnings("ImmutableEnumChecker") // never written, never handed out
    private final byte[] name;

    private final boolean hopByHop;

    HeaderKind(String name, boolean hopByHop) {
        this.name = Ascii.bytes(name);
        this.hopByHop = hopByHop;
    }

    /** Whether it speaks of one connection only and is never passed on (RFC 9110 section 7.6.1). */
    public boolean hopByHop() {
        return hopByHop;
    }

    /** Which field this name, in any case, belongs to. */
    public static HeaderKind of(byte[] bytes, int from, int to) {
        return switch (to - from) {
            case 2 -> match(TE, bytes, from, to);
            case 4 -> match(HOST, bytes, from, to);
            case 6 -> match(EXPECT, bytes, from, to);
            case 7 -> match(TRAILER, UPGRADE, bytes, from, to);
            case 9 -> match(FORWARDED, X_REAL_IP, bytes, from, to);
            case 10 -> match(CONNECTION, KEEP_ALIVE, TRACESTATE, bytes, from, to);
            case 11 -> match(TRACEPARENT, bytes, from, to);
            case 14 -> match(CONTENT_LENGTH, bytes, from, to);
            case 15 -> match(X_FORWARDED_FOR, bytes, from, to);
            case 16 -> match(X_FORWARDED_HOST, X_FORWARDED_PORT, PROXY_CONNECTION, bytes, from, to);
            case 17 -> match(TRANSFER_ENCODING, X_FORWARDED_PROTO, bytes, from, to);
            case 18 -> match(PROXY_AUTHENTICATE, X_FLOTILLA_EXPLAIN, bytes, from, to);
            case 19 -> match(PROXY_AUTHORIZATION, bytes, from, to);
            default -> OTHER;
        };
    }

    private static HeaderKind match(HeaderKind kind, byte[] bytes, int from, int to) {
        return Ascii.same(bytes, from, to, kind.name) ? kind : OTHER;
    }

    private static HeaderKind match(HeaderKind one, HeaderKind other, byte[] bytes, int from, int to) {
        return Ascii.same(bytes, from, to, one.name) ? one : match(other, bytes, from, to);
    }

    private static HeaderKind match(
            HeaderKind one, HeaderKind other, HeaderKind third, byte[] bytes, int from, int to) {
        return Ascii.same(bytes, from, to, one.name) ? one : match(other, third, bytes, from, to);
    }
}
