package flotilla.ops.system;

import flotilla.discovery.FreePorts;
import flotilla.ops.Main;
import flotilla.ops.access.Token;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;

/** What a test has started, in order; ended in the opposite order. */
final class Site implements AutoCloseable {

    /** That nodes on other hosts ask for. */
    static final String TOKEN = Token.make(new SplittableRandom(1));

    private static final List<String> ENDPOINT_JVM =
            List.of("-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xshare:auto");
    private static final List<String> NODE_JVM =
            List.of("-Xmx256m", "-XX:+UseSerialGC", "--sun-misc-unsafe-memory-access=allow");

    private final Path directory;
    private final Deque<Runnable> ends = new ArrayDeque<>();

    Site(Path directory) {
        this.directory = directory;
    }

    /** An endpoint that answers with its name, its host's address and its port. */
    record RunningEndpoint(String name, String address, int port, JavaProcess process) {}

    /**
     * A node.
     *
     * @param port of its one listener
     * @param admin its admin port, 0 if it has none
     */
    record RunningNode(Host host, int port, int admin, JavaProcess process) {

        /** Where it can be asked. */
        String adminAddress() {
            return host.control() + ":" + admin;
        }
    }

    RunningEndpoint endpoint(String name) throws Exception {
        return endpoint(name, FreePorts.next());
    }

    RunningEndpoint endpoint(String name, int port) throws Exception {
        return endpoint(Host.HERE, name, port);
    }

    RunningEndpoint endpoint(Host host, String name) throws Exception {
        return endpoint(host, name, FreePorts.next());
    }

    private RunningEndpoint endpoint(Host host, String name, int port) throws Exception {
        var process = keep(JavaProcess.start(
                host,
                name,
                ENDPOINT_JVM,
                EndpointProgram.class,
                List.of(String.valueOf(port), name, host.equals(Host.HERE) ? host.address() : "0.0.0.0")));
        return new RunningEndpoint(name, host.address(), port, process.awaitListening(host, port));
    }

    /**
     * A node that serves what {@code rest} configures.
     *
     * @param rest a configuration without version, listeners, admin and state
     */
    RunningNode node(String rest) throws Exception {
        return node(Host.HERE, rest, 0);
    }

    /** The same with an admin port. */
    RunningNode nodeWithAdmin(String rest) throws Exception {
        return nodeWithAdmin(Host.HERE, rest);
    }

    RunningNode nodeWithAdmin(Host host, String rest) throws Exception {
        return node(host, rest, FreePorts.next());
    }

    /** The same with an admin port that speaks TLS. */
    RunningNode nodeWithAdminTls(String tls, String rest) throws Exception {
        int port = FreePorts.next();
        return node(Host.HERE, rest, port, "{ bind: '" + Host.HERE.control() + ":" + port + "', tls: " + tls + " }");
    }

    /** Who asks from another machine than the node's has to show a token. */
    private static String admin(Host host, int port) {
        var bind = host.control() + ":" + port;
        if (port == 0) {
            return "off";
        }
        return host.equals(Host.HERE)
                ? bind
                : "{ bind: '" + bind + "', tokens: { test: { hash: '" + Token.hash(TOKEN) + "', role: read } } }";
    }

    private RunningNode node(Host host, String rest, int admin) throws Exception {
        return node(host, rest, admin, admin(host, admin));
    }

    private RunningNode node(Host host, String rest, int admin, String written) throws Exception {
        int port = FreePorts.next();
        var state = Files.createDirectories(directory.resolve("state"));
        var file = directory.resolve("node-" + port + ".yaml");
        Files.writeString(file, """
                version: 1
                threads: 2
                state: %s
                admin: %s
                listeners: { web: { bind: '%s:%d' } }
                """.formatted(state, written, host.control(), port) + rest);
        var process = keep(JavaProcess.start(host, "node", NODE_JVM, Main.class, List.of("-c", file.toString())));
        return new RunningNode(host, port, admin, process.awaitListening(host, port));
    }

    /** Clients of a node, asking from now on. */
    Load load(RunningNode node, int connections) {
        var load = Load.start(() -> node.host().at(node.port()), connections, "system.test");
        ends.addFirst(load::close);
        return load;
    }

    private JavaProcess keep(JavaProcess process) {
        ends.addFirst(process::close);
        return process;
    }

    @Override
    public void close() {
        ends.forEach(Runnable::run);
    }
}
