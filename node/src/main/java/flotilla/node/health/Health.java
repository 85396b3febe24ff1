package flotilla.node.health;

import flotilla.discovery.Time;
import flotilla.node.balance.LiveEndpoint;
import java.util.Collection;
import java.util.function.BiConsumer;

/** The health of all endpoints of this node, from active checks and from live traffic. */
public final class Health implements AutoCloseable {

    public Health(Time time, long seed, BiConsumer<LiveEndpoint, Verdict> listener) {
        time.nanos();
    }

    /** Watches exactly these endpoints of an upstream from now on; who is new is up until shown otherwise. */
    public void watch(String upstream, HealthPolicy policy, Collection<LiveEndpoint> endpoints) {}

    /** Stops watching an upstream. */
    public void forget(String upstream) {}

    /** Live traffic got an answer below 500. Called on I/O threads. */
    public void succeeded(LiveEndpoint endpoint) {}

    /** Live traffic could not connect, got no whole answer, or one of 500 and above. Called on I/O threads. */
    public void failed(LiveEndpoint endpoint, String reason) {}

    public Verdict verdict(LiveEndpoint endpoint) {
        return new Verdict(true, "not checked yet");
    }

    @Override
    public void close() {}
}
