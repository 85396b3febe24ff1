package flotilla.ops.demo;

import flotilla.discovery.ServiceEntry;
import flotilla.discovery.ServiceEntry.Check;
import flotilla.discovery.Sources;
import flotilla.discovery.Time;
import flotilla.ops.process.OwnAddress;
import flotilla.ops.process.Signals;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;

/** A demo endpoint on a machine of its own, that registers itself as one instance of a service until it is stopped. */
public final class DemoService {

    private static final String SERVICE = "shop";
    private static final Duration CHECK_INTERVAL = Duration.ofSeconds(2);
    private static final Duration CHECK_TIMEOUT = Duration.ofSeconds(1);

    private DemoService() {}

    /**
     * Serves on all addresses of the machine.
     *
     * @param registry such as {@code consul://consul:8500}
     */
    public static void run(
            String name, int port, Duration delay, URI registry, Sources sources, Time time, Signals signals)
            throws InterruptedException, UnknownHostException {
        var everywhere = new InetSocketAddress(InetAddress.getByName("0.0.0.0"), port);
        try (var endpoint = DemoEndpoint.start(name, everywhere, delay, time)) {
            var registration = sources.register(registry, entry(name, endpoint.port()));
            System.out.printf(
                    "%s: on port %d, answers in %d ms, registers in %s%n",
                    name, endpoint.port(), delay.toMillis(), registry);
            try {
                signals.awaitStop();
            } finally {
                // First nobody is sent here any more, then the port is closed.
                registration.close();
            }
        }
    }

    private static ServiceEntry entry(String name, int port) {
        var address = OwnAddress.ofThisMachine();
        var health = URI.create("http://" + address + ":" + port + "/health");
        var check = new Check.Http(health, CHECK_INTERVAL, CHECK_TIMEOUT);
        return ServiceEntry.of(SERVICE, SERVICE + "-" + name, address, port, check);
    }
}
