package flotilla.node;

import flotilla.node.http.RequestPath;
import flotilla.node.io.IoThread;
import flotilla.node.io.front.FrontListener;
import flotilla.node.io.front.ListenerPolicy;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The ports of a node. */
final class Listeners implements AutoCloseable {

    private final List<IoThread> threads;
    private final RequestPath path;
    private final List<FrontListener> all = new ArrayList<>();

    Listeners(List<IoThread> threads, RequestPath path) {
        this.threads = threads;
        this.path = path;
    }

    /**
     * Binds them all; nothing is accepted before {@link #accept}.
     *
     * @throws java.io.UncheckedIOException if one cannot be bound, naming the address
     */
    void bind(Map<String, ListenerPolicy> policies) {
        policies.forEach((name, policy) -> all.add(FrontListener.bind(name, policy, threads, path)));
    }

    void accept() throws IOException {
        for (var listener : all) {
            listener.accept();
        }
    }

    /** Where each is bound, by name. */
    Map<String, InetSocketAddress> addresses() {
        return all.stream().collect(Collectors.toMap(FrontListener::name, FrontListener::address));
    }

    /** Client connections that are open. */
    int connections() {
        return all.stream().mapToInt(FrontListener::connections).sum();
    }

    /** Go on, but every answer closes its connection from now on. */
    void sendAway() {
        all.forEach(FrontListener::sendAway);
    }

    void stopAccepting() {
        all.forEach(FrontListener::stopAccepting);
    }

    @Override
    public void close() {
        all.forEach(FrontListener::close);
    }
}
