package flotilla.node;

import flotilla.discovery.Time;
import flotilla.node.http.RequestPath;
import flotilla.node.io.IoThread;
import flotilla.node.io.front.FrontListener;
import flotilla.node.io.front.ListenerPolicy;
import flotilla.node.io.front.ListeningSockets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The ports of a node.
 *
 * <p>A port that stays keeps its sockets, whatever else is said of it, its name included. One that goes takes nobody new;
 * its answers close their connections, those that idle are closed after a moment, and what is under way has a limit.
 *
 * <p>Threads: changed by one at a time, read by any.
 */
final class Listeners implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);
    private static final Duration LAST_WORDS = Duration.ofSeconds(5);
    private static final Duration POLL = Duration.ofMillis(50);

    /** A request that is on its way when its client could not know better arrives within this. */
    private static final Duration IDLE_GRACE = Duration.ofSeconds(1);

    private final List<IoThread> threads;
    private final RequestPath path;
    private final Time time;
    private final ListeningSockets sockets;
    private final Set<FrontListener> leaving = ConcurrentHashMap.newKeySet();

    private volatile List<FrontListener> all = List.of();

    Listeners(List<IoThread> threads, RequestPath path, ListeningSockets sockets, Time time) {
        this.sockets = sockets;
        this.threads = threads;
        this.path = path;
        this.time = time;
    }

    /**
     * Binds them all; nothing is accepted before {@link #accept}.
     *
     * @throws UncheckedIOException if one cannot be bound, naming the address
     */
    void bind(Map<String, ListenerPolicy> policies) {
        all = bound(policies);
    }

    private List<FrontListener> bound(Map<String, ListenerPolicy> policies) {
        var bound = new ArrayList<FrontListener>();
        try {
            policies.forEach((name, policy) -> bound.add(FrontListener.bind(name, policy, threads, path, sockets)));
        } catch (RuntimeException e) {
            bound.forEach(FrontListener::close);
            throw e;
        }
        return bound;
    }

    void accept() throws IOException {
        for (var listener : all) {
            listener.accept();
        }
    }

    /**
     * Binds the ports that are new; nothing else happens before {@link Turn#take}.
     *
     * @throws UncheckedIOException if one cannot be bound, naming the address; then nothing has changed
     */
    Turn turn(Map<String, ListenerPolicy> policies) {
        var left = new ArrayList<>(all);
        var kept = new LinkedHashMap<FrontListener, String>();
        var missing = new LinkedHashMap<>(policies);
        policies.forEach((name, policy) -> left.stream()
                .filter(listener -> listener.name().equals(name) && listener.isAt(policy))
                .findFirst()
                .ifPresent(listener -> keep(listener, name, kept, left, missing)));
        // Another name for the same port; a port that the system chose is known by its name alone.
        Map.copyOf(missing)
                .forEach((name, policy) -> left.stream()
                        .filter(listener ->
                                listener.isAt(policy) && !policy.bind().endsWith(":0"))
                        .findFirst()
                        .ifPresent(listener -> keep(listener, name, kept, left, missing)));
        return new Turn(policies, kept, left, bound(missing));
    }

    private static void keep(
            FrontListener listener,
            String name,
            Map<FrontListener, String> kept,
            List<FrontListener> left,
            Map<String, ListenerPolicy> missing) {
        kept.put(listener, name);
        left.remove(listener);
        missing.remove(name);
    }

    /** Ports that are bound and about to take the place of the present ones. */
    final class Turn {

        private final Map<String, ListenerPolicy> policies;
        private final Map<FrontListener, String> kept;
        private final List<FrontListener> left;
        private final List<FrontListener> added;

        private Turn(
                Map<String, ListenerPolicy> policies,
                Map<FrontListener, String> kept,
                List<FrontListener> left,
                List<FrontListener> added) {
            this.policies = policies;
            this.kept = kept;
            this.left = left;
            this.added = added;
        }

        /** In place of {@link #take}: closes what was bound. */
        void abandon() {
            added.forEach(FrontListener::close);
        }

        /** @param limit for what is under way at the ports that go */
        void take(Duration limit) {
            kept.forEach((listener, name) -> {
                var policy = policies.get(name);
                if (policy != null) {
                    listener.follow(name, policy);
                }
            });
            for (var listener : added) {
                try {
                    listener.accept();
                } catch (IOException e) {
                    LOG.error("listener {}: does not accept: {}", listener.name(), e.getMessage());
                }
            }
            leaving.addAll(left);
            all = Stream.concat(kept.keySet().stream(), added.stream()).toList();
            left.forEach(listener -> Thread.ofVirtual()
                    .name("listener " + listener.name() + " leaves")
                    .start(() -> leave(listener, limit)));
        }
    }

    private void leave(FrontListener listener, Duration limit) {
        listener.retire();
        LOG.info("listener {}: takes nobody new, up to {} s for what is under way", listener.name(), limit.toSeconds());
        long deadline = time.nanos() + limit.toNanos();
        var waiting = new Waiting(time, POLL);
        waiting.until(() -> listener.connections() == 0, limit.compareTo(IDLE_GRACE) < 0 ? limit : IDLE_GRACE);
        waiting.until(
                () -> {
                    listener.closeIdle();
                    return listener.connections() == 0;
                },
                Duration.ofNanos(Math.max(0, deadline - time.nanos())));
        int cut = listener.connections();
        if (cut > 0) {
            LOG.warn(
                    "listener {}: {} connections were still open after {} s and are cut",
                    listener.name(),
                    cut,
                    limit.toSeconds());
        }
        listener.close();
        leaving.remove(listener);
        LOG.info("listener {}: closed", listener.name());
    }

    /** Where each is bound, by name. */
    Map<String, InetSocketAddress> addresses() {
        return all.stream().collect(Collectors.toMap(FrontListener::name, FrontListener::address));
    }

    /** The listening sockets of each, by name. */
    Map<String, List<ServerSocketChannel>> sockets() {
        return all.stream().collect(Collectors.toMap(FrontListener::name, FrontListener::sockets));
    }

    /** Client connections that are open. */
    int connections() {
        return Stream.concat(all.stream(), leaving.stream())
                .mapToInt(FrontListener::connections)
                .sum();
    }

    /** What is counted of each one's connections. */
    List<NodeFigures.ListenerFigures> figures() {
        return all.stream()
                .map(each -> new NodeFigures.ListenerFigures(each.name(), each.connections(), each.cells()))
                .toList();
    }

    /** Go on, but every answer closes its connection from now on. */
    void sendAway() {
        all.forEach(FrontListener::sendAway);
    }

    /** Closes the connections that wait for a request. */
    void closeIdle() {
        all.forEach(FrontListener::closeIdle);
    }

    void stopAccepting() {
        all.forEach(FrontListener::stopAccepting);
    }

    /** Cuts what is under way; when this returns, each of these requests has ended, and telemetry knows. */
    @Override
    public void close() {
        all.forEach(FrontListener::close);
        leaving.forEach(FrontListener::close);
        long missing =
                Passing.await(task -> threads.forEach(thread -> thread.execute(task)), threads.size(), LAST_WORDS);
        if (missing > 0) {
            LOG.warn("{} of {} I/O threads do not answer: what they cut is in no log", missing, threads.size());
        }
    }
}
