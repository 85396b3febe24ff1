package flotilla.ops.process;

import flotilla.discovery.InvalidValue;
import flotilla.discovery.Registration;
import flotilla.discovery.Sources;
import flotilla.discovery.Time;
import flotilla.node.Node;
import flotilla.ops.config.ConsulPolicy;
import flotilla.ops.config.ConsulUris;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** This node in the registry, if it is to be there: where clients find it, and which it leaves before it stops. */
final class Presence implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger("flotilla");

    /** For a registry that does not answer, when all is to end at once. */
    private static final Duration AT_ONCE = Duration.ofSeconds(1);

    private final ConsulPolicy consul;
    private final boolean adminTls;
    private final Time time;
    private final AtomicReference<Optional<Registration>> registration = new AtomicReference<>(Optional.empty());

    /** @param adminTls whether the admin port speaks TLS */
    Presence(ConsulPolicy consul, boolean adminTls, Time time) {
        this.consul = consul;
        this.adminTls = adminTls;
        this.time = time;
    }

    /**
     * Begins to be there, if the policy says so.
     *
     * @param admin where readiness is answered, if anywhere
     */
    void begin(Node running, Optional<InetSocketAddress> admin, Sources sources) {
        if (!consul.register()) {
            return;
        }
        var listener = running.addresses().get(consul.listener());
        if (listener == null) {
            throw new InvalidValue("consul.listener", consul.listener(), "the name of a listener");
        }
        var entry = OwnEntry.of(consul, listener, admin, adminTls);
        registration.set(Optional.of(sources.register(ConsulUris.registry(consul), entry)));
        LOG.info(
                "registers as {} in {}", entry.id(), ConsulUris.registry(consul).getAuthority());
    }

    /** Leaves the entry to another process, which has the same. */
    void release() {
        registration.getAndSet(Optional.empty()).ifPresent(Registration::release);
    }

    /** Takes the entry out, in a second or in a few, and waits for those who asked DNS a moment ago and still come here, if there is time at all. */
    void leave(Duration limit) {
        var left = registration.getAndSet(Optional.empty());
        if (left.isEmpty()) {
            return;
        }
        var wait = LeaveWait.of(consul.leaveWait(), left.get().ttl());
        if (limit.isZero()) {
            left.get().leave(AT_ONCE);
        } else {
            left.get().close();
        }
        if (wait.isZero() || limit.isZero()) {
            return;
        }
        LOG.info("left Consul; serves for {} ms those who have not heard", wait.toMillis());
        try {
            time.pause(wait);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        leave(Duration.ZERO);
    }
}
