package flotilla.node.telemetry;

import flotilla.node.resilience.Failure;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * A request that has ended. A view on the exchange itself: read it before the call that got it returns, and keep
 * nothing of it. All durations are nanoseconds, all sizes bytes; text that the client sent has chars below 256 alone, one for each byte.
 */
public interface Finished {

    /** Which I/O thread it ran on, 0 to threads - 1; lets a counter be per thread. */
    int ioThread();

    String listener();

    /** Where its connection comes from. */
    InetAddress clientAddress();

    int clientPort();

    /** Whom the request is from: the connection's address, or the one that trusted proxies name. */
    InetAddress client();

    String method();

    /** Path and query as the client sent them. */
    String target();

    /** The Host header, or empty. */
    String host();

    /** {@code HTTP/1.1} and the like. */
    String protocol();

    /** The User-Agent header, or empty. */
    String userAgent();

    /** The name of the route, or empty if none matched. */
    String route();

    /** How much its route wants shown of it. */
    Visibility visibility();

    /** What the route's path begins with, or empty if none matched. */
    String routePath();

    /** The trace that it belongs to, if there are traces. */
    TraceContext trace();

    /** The name of the upstream, or empty. */
    String upstream();

    /** The authority of the last endpoint tried, or empty. */
    String endpoint();

    /** What the client got, or 499 if it left before it could get anything. */
    int status();

    /** Body bytes received from the client. */
    long bytesIn();

    /** Bytes sent to the client, head included. */
    long bytesOut();

    /** Endpoints tried. */
    int attempts();

    /** When the request's head was complete, in milliseconds since the epoch. */
    long startMillis();

    /** From the head's last byte to the end. */
    long durationNanos();

    /** From the last attempt's start to the answer's first byte; -1 without an answer. */
    long firstByteNanos();

    /**
     * For how long a try at an endpoint was under way, of {@link #durationNanos}: from each try's choice of an endpoint to
     * its answer's last byte or its failure, the wait for a connection included; of two at one time once. The rest is this node's own.
     */
    long upstreamNanos();

    /** What went wrong, if anything did. */
    @Nullable Failure failure();
}
