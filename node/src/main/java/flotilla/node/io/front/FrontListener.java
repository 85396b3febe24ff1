package flotilla.node.io.front;

import flotilla.discovery.Unobtainable;
import flotilla.node.figures.ClientCells;
import flotilla.node.http.RequestPath;
import flotilla.node.io.IoThread;
import flotilla.node.io.http1.Ascii;
import flotilla.node.io.http1.ForwardedNode;
import flotilla.node.io.http1.RequestHead;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A port that clients connect to. Each I/O thread has a listening socket of its own (SO_REUSEPORT), so that a connection
 * is accepted on the thread that serves it and never changes hands. Sockets that another process has handed over may be
 * of another number: then a thread accepts from several, or shares one.
 */
public final class FrontListener implements AutoCloseable {

    private final List<IoThread> threads;
    private final RequestPath path;
    private final List<ServerSocketChannel> channels = new ArrayList<>();
    private final List<Acceptor> acceptors = new ArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();

    private volatile Manner manner;
    private volatile InetSocketAddress address;
    private volatile boolean stopping;

    /** How it is called and how it treats its clients. */
    private record Manner(String name, ListenerPolicy policy, Networks trusted, Networks explainTo) {

        static Manner of(String name, ListenerPolicy policy) {
            return new Manner(
                    name,
                    policy,
                    Networks.of("trustedProxies", policy.trustedProxies()),
                    Networks.of("explainTo", policy.explainTo()));
        }
    }

    private FrontListener(String name, ListenerPolicy policy, List<IoThread> threads, RequestPath path) {
        this.threads = List.copyOf(threads);
        this.path = path;
        this.manner = Manner.of(name, policy);
        this.address = ListenAddress.parse(policy.bind());
    }

    /**
     * Opens the port; nothing is accepted before {@link #accept}.
     *
     * @throws Unobtainable if it cannot be had, naming the address
     */
    public static FrontListener bind(
            String name, ListenerPolicy policy, List<IoThread> threads, RequestPath path, ListeningSockets sockets) {
        var listener = new FrontListener(name, policy, threads, path);
        try {
            listener.openAll(sockets);
        } catch (IOException e) {
            listener.close();
            throw new Unobtainable(
                    "listeners." + name + ".bind",
                    policy.bind(),
                    "an address that can be bound here",
                    "listener " + name + ": cannot bind " + policy.bind() + ": " + e.getMessage(),
                    e);
        }
        return listener;
    }

    /** Every socket has a thread that accepts from it, and every thread a socket, whichever there are more of. */
    private void openAll(ListeningSockets sockets) throws IOException {
        channels.addAll(sockets.open(name(), address, threads.size()));
        address = (InetSocketAddress) channels.getFirst().getLocalAddress();
        for (int i = 0; i < Math.max(channels.size(), threads.size()); i++) {
            acceptors.add(new Acceptor(this, threads.get(i % threads.size()), channels.get(i % channels.size())));
        }
    }

    /** Its listening sockets, for another process that is to have them as well. */
    public List<ServerSocketChannel> sockets() {
        return List.copyOf(channels);
    }

    /** Begins to accept. */
    public void accept() throws IOException {
        for (var acceptor : acceptors) {
            acceptor.start();
        }
    }

    /**
     * Goes by another name and another policy from here on, on the same sockets: the policy must have the same {@code bind}.
     * Timeouts and the networks that are trusted are those of a connection's beginning.
     */
    public void follow(String newName, ListenerPolicy newPolicy) {
        manner = Manner.of(newName, newPolicy);
    }

    /** Whether a port by this policy would be this one. */
    public boolean isAt(ListenerPolicy other) {
        return other.bind().equals(policy().bind())
                || ListenAddress.parse(other.bind()).equals(address);
    }

    public ListenerPolicy policy() {
        return manner.policy();
    }

    /** Where its requests go. */
    RequestPath path() {
        return path;
    }

    /** Counts a new connection in, unless there are too many. */
    boolean admit() {
        if (connections.incrementAndGet() > policy().maxConnections()) {
            connections.decrementAndGet();
            return false;
        }
        return true;
    }

    void closed() {
        connections.decrementAndGet();
    }

    boolean trusts(InetAddress peer) {
        return manner.trusted().contains(peer);
    }

    boolean explainsTo(InetAddress client) {
        return manner.explainTo().contains(client);
    }

    /** Whom a request that a trusted proxy brought is from. */
    InetAddress client(RequestHead head, InetAddress peer) {
        return OriginalClient.of(head, peer, manner.trusted());
    }

    /** What endpoints are told of a connection from {@code client}, as whole lines. */
    byte[] forwardedLines(InetAddress client) {
        return Ascii.bytes("X-Forwarded-For: " + client.getHostAddress() + "\r\nX-Forwarded-Proto: http\r\n"
                + "X-Forwarded-Port: " + port() + "\r\nForwarded: for=" + ForwardedNode.of(client) + ";proto=http\r\n");
    }

    boolean stopping() {
        return stopping;
    }

    public String name() {
        return manner.name();
    }

    /** Where it is bound. */
    public InetSocketAddress address() {
        return address;
    }

    int port() {
        return address.getPort();
    }

    /** Client connections that are open. */
    public int connections() {
        return connections.get();
    }

    /** What is counted of its connections, by each I/O thread. */
    public List<ClientCells> cells() {
        return acceptors.stream().map(Acceptor::cells).toList();
    }

    /** Goes on, but every answer closes its connection from now on: whoever comes again may go elsewhere. */
    public void sendAway() {
        stopping = true;
    }

    /** Accepts what waits, and nothing more; what is under way goes on, and its answers close their connections. */
    public void stopAccepting() {
        sendAway();
        acceptors.forEach(Acceptor::close);
    }

    /**
     * The same for good, while the node goes on: whoever stands in the system's queue is taken before the port is closed. A
     * client whose handshake ends in the moment between the last look and the closing is reset; no system call can help it.
     */
    public void retire() {
        sendAway();
        acceptors.forEach(Acceptor::retire);
    }

    /** Closes the connections that wait for a request. */
    public void closeIdle() {
        acceptors.forEach(Acceptor::closeIdle);
    }

    @Override
    public void close() {
        stopAccepting();
        acceptors.forEach(Acceptor::closeConnections);
    }
}
