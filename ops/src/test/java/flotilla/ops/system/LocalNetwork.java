package flotilla.ops.system;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;

/**
 * Hosts of their own on this machine: network namespaces on one bridge, which this machine is on too. A host that is cut off
 * hears nothing over the bridge and is not heard, and nothing tells it so: frames are dropped, as by a broken switch.
 * This test reaches each host by a link of its own, which no cut touches. Needs {@code ip} and root; a test without them
 * is skipped, but fails where {@code CI=true}.
 */
final class LocalNetwork implements AutoCloseable {

    private static final int OWN = 254;
    private static final int BLACK_HOLE = 253;
    private static final String NOBODY = "02:00:00:00:00:01";
    private static final String BLOCKING = "0";
    private static final String FORWARDING = "3";

    private static final AtomicInteger LAID = new AtomicInteger();

    private final int number = LAID.incrementAndGet();
    // Interfaces have at most 15 characters; links of a namespace that ends go a moment later, so each network has its
    // own.
    private final String prefix = "ft" + ProcessHandle.current().pid() % 1_000_000 + (char) ('a' + number % 26);
    private final long block = (ProcessHandle.current().pid() + 97L * number) % 250;
    private final String bridge = prefix + "-0";
    private final List<Host> hosts = new ArrayList<>();

    private LocalNetwork() {}

    static LocalNetwork of(int hosts) throws Exception {
        var network = new LocalNetwork();
        network.requirePermission();
        try {
            network.lay(hosts);
        } catch (IOException | InterruptedException e) {
            network.close();
            throw e;
        }
        return network;
    }

    /** By which the hosts know this machine. */
    String own() {
        return address(OWN);
    }

    /** An address on the bridge that nobody has, and whose neighbours do not notice: what is sent there vanishes. */
    String blackHole() throws Exception {
        var nobody = address(BLACK_HOLE);
        run("ip", "neighbour", "replace", nobody, "lladdr", NOBODY, "dev", prefix + "b", "nud", "permanent");
        return nobody;
    }

    /** One of them, from 1. */
    Host host(int number) {
        return hosts.get(number - 1);
    }

    void cutOff(int number) throws Exception {
        port(number, BLOCKING);
    }

    void heal(int number) throws Exception {
        port(number, FORWARDING);
    }

    /** Ends with everything that is in it, the links from here included. */
    @Override
    public void close() throws IOException {
        try {
            for (int i = 0; i <= hosts.size(); i++) {
                run("ip", "netns", "del", namespace(i));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void requirePermission() throws Exception {
        String problem = "";
        try {
            run("ip", "netns", "add", bridge);
        } catch (IOException e) {
            problem = "no network namespaces (they need ip and root): " + e.getMessage();
        }
        if (!problem.isEmpty() && "true".equals(System.getenv("CI"))) {
            throw new AssertionError(problem);
        }
        Assumptions.assumeTrue(problem.isEmpty(), problem);
    }

    private void lay(int count) throws IOException, InterruptedException {
        run("ip", "-n", bridge, "link", "add", "bridge", "type", "bridge");
        run("ip", "-n", bridge, "link", "set", "bridge", "up");
        var link = prefix + "b";
        run("ip", "link", "add", link, "type", "veth", "peer", "name", "here", "netns", bridge);
        run("ip", "-n", bridge, "link", "set", "here", "master", "bridge", "up");
        run("ip", "address", "add", own() + "/24", "dev", link);
        run("ip", "link", "set", link, "up");
        for (int i = 1; i <= count; i++) {
            add(i);
        }
    }

    private void add(int number) throws IOException, InterruptedException {
        var name = namespace(number);
        run("ip", "netns", "add", name);
        var control = "198.18." + block + "." + (4 * number + 2);
        hosts.add(new Host(address(number), control, List.of("ip", "netns", "exec", name)));
        run("ip", "-n", name, "link", "set", "lo", "up");
        run("ip", "-n", name, "link", "add", "wide", "type", "veth", "peer", "name", "p" + number, "netns", bridge);
        run("ip", "-n", bridge, "link", "set", "p" + number, "master", "bridge", "up");
        run("ip", "-n", name, "address", "add", address(number) + "/24", "dev", "wide");
        run("ip", "-n", name, "link", "set", "wide", "up");
        var link = prefix + "c" + number;
        run("ip", "link", "add", link, "type", "veth", "peer", "name", "control", "netns", name);
        run("ip", "address", "add", "198.18." + block + "." + (4 * number + 1) + "/30", "dev", link);
        run("ip", "link", "set", link, "up");
        run("ip", "-n", name, "address", "add", control + "/30", "dev", "control");
        run("ip", "-n", name, "link", "set", "control", "up");
    }

    private void port(int number, String state) throws IOException, InterruptedException {
        run("ip", "netns", "exec", bridge, "bridge", "link", "set", "dev", "p" + number, "state", state);
    }

    private String namespace(int number) {
        return prefix + "-" + number;
    }

    private String address(int number) {
        return "10.213." + block + "." + number;
    }

    private static void run(String... command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + ": " + said.strip());
        }
    }
}
