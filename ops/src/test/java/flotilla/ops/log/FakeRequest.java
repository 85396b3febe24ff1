package flotilla.ops.log;

import flotilla.node.resilience.Failure;
import flotilla.node.telemetry.Finished;
import flotilla.node.telemetry.TraceContext;
import flotilla.node.telemetry.Visibility;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** A request that has ended, as a test wants it. */
public record FakeRequest(
        int ioThread,
        String listener,
        InetAddress clientAddress,
        int clientPort,
        String method,
        String target,
        String host,
        String protocol,
        String userAgent,
        String route,
        String upstream,
        String endpoint,
        int status,
        long bytesIn,
        long bytesOut,
        int attempts,
        long startMillis,
        long durationNanos,
        long firstByteNanos,
        @Nullable Failure failure,
        InetAddress client,
        Visibility visibility)
        implements Finished {

    @Override
    public long upstreamNanos() {
        return Math.min(firstByteNanos, durationNanos);
    }

    /** What metrics tell apart, at a route of an upstream that has the route's name and {@code -up}. */
    public static FakeRequest counted(int thread, String route, String method, int status, long nanos) {
        var ok = ok();
        return new FakeRequest(
                thread,
                ok.listener,
                ok.clientAddress,
                ok.clientPort,
                method,
                ok.target,
                ok.host,
                ok.protocol,
                ok.userAgent,
                route,
                route + "-up",
                ok.endpoint,
                status,
                ok.bytesIn,
                ok.bytesOut,
                ok.attempts,
                ok.startMillis,
                nanos,
                ok.firstByteNanos,
                null,
                ok.client,
                ok.visibility);
    }

    /** A request that went well, on I/O thread 0. */
    public static FakeRequest ok() {
        return of("/", 200, null);
    }

    public static FakeRequest of(String target, int status, @Nullable Failure failure) {
        return new FakeRequest(
                0,
                "web",
                address(10, 1, 2, 3),
                51234,
                "GET",
                target,
                "shop.example",
                "HTTP/1.1",
                "curl/8.0",
                "shop-route",
                "shop",
                "10.0.0.1:80",
                status,
                12,
                1532,
                1,
                1_769_860_800_123L,
                4_210_000L,
                3_000_000L,
                failure,
                address(10, 1, 2, 3),
                Visibility.DEFAULT);
    }

    public static InetAddress address(int... bytes) {
        var address = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            address[i] = (byte) bytes[i];
        }
        try {
            return InetAddress.getByAddress(address);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    public FakeRequest on(int thread) {
        return new FakeRequest(
                thread,
                listener,
                clientAddress,
                clientPort,
                method,
                target,
                host,
                protocol,
                userAgent,
                route,
                upstream,
                endpoint,
                status,
                bytesIn,
                bytesOut,
                attempts,
                startMillis,
                durationNanos,
                firstByteNanos,
                failure,
                client,
                visibility);
    }

    /** Another client, agent and moment. */
    public FakeRequest from(InetAddress address, String agent, long millis) {
        return new FakeRequest(
                ioThread,
                listener,
                address,
                clientPort,
                method,
                target,
                host,
                protocol,
                agent,
                route,
                upstream,
                endpoint,
                status,
                bytesIn,
                bytesOut,
                attempts,
                millis,
                durationNanos,
                firstByteNanos,
                failure,
                address,
                visibility);
    }

    /** Another route, endpoint's upstream and duration. */
    public FakeRequest through(String newRoute, String newUpstream, long nanos) {
        return new FakeRequest(
                ioThread,
                listener,
                clientAddress,
                clientPort,
                method,
                target,
                host,
                protocol,
                userAgent,
                newRoute,
                newUpstream,
                endpoint,
                status,
                bytesIn,
                bytesOut,
                attempts,
                startMillis,
                nanos,
                firstByteNanos,
                failure,
                client,
                visibility);
    }

    /** Another client, whom a trusted proxy names. */
    public FakeRequest onBehalfOf(InetAddress other) {
        return with(other, visibility, durationNanos);
    }

    /** A route that shows more of its requests, or less. */
    public FakeRequest seen(Visibility newVisibility) {
        return with(client, newVisibility, durationNanos);
    }

    public FakeRequest taking(long nanos) {
        return with(client, visibility, nanos);
    }

    private FakeRequest with(InetAddress newClient, Visibility newVisibility, long nanos) {
        return new FakeRequest(
                ioThread,
                listener,
                clientAddress,
                clientPort,
                method,
                target,
                host,
                protocol,
                userAgent,
                route,
                upstream,
                endpoint,
                status,
                bytesIn,
                bytesOut,
                attempts,
                startMillis,
                nanos,
                firstByteNanos,
                failure,
                newClient,
                newVisibility);
    }

    @Override
    public String routePath() {
        return "/";
    }

    @Override
    public TraceContext trace() {
        var context = new TraceContext();
        context.start(0x0af7651916cd43ddL, 0x8448eb211c80319cL, 1);
        return context;
    }
}
