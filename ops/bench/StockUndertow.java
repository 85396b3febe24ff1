import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.DefaultByteBufferPool;
import io.undertow.server.handlers.proxy.LoadBalancingProxyClient;
import io.undertow.server.handlers.proxy.ProxyHandler;
import java.net.URI;
import java.util.logging.LogManager;

/**
 * Undertow's own reverse proxy, as a peer to compare with: {@code java -cp <jar with undertow> StockUndertow.java <port>
 * <endpoint>...}. Only what it needs to stand the load differs from its defaults: connections per thread, and a buffer
 * pool that keeps its buffers.
 */
final class StockUndertow {

    public static void main(String[] args) {
        LogManager.getLogManager().reset();
        var client = new LoadBalancingProxyClient().setConnectionsPerThread(256).setMaxQueueSize(1024);
        for (int i = 1; i < args.length; i++) {
            client.addHost(URI.create("http://" + args[i]));
        }
        Undertow.builder()
                .addHttpListener(Integer.parseInt(args[0]), "127.0.0.1")
                .setIoThreads(Runtime.getRuntime().availableProcessors())
                .setByteBufferPool(new DefaultByteBufferPool(true, 16 * 1024 - 20, 100_000, 256))
                .setServerOption(UndertowOptions.ALWAYS_SET_DATE, false)
                .setHandler(ProxyHandler.builder().setProxyClient(client).build())
                .build()
                .start();
    }
}
