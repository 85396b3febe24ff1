package flotilla.node.cluster.directory;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import flotilla.discovery.Endpoint;
import flotilla.discovery.Endpoint.Condition;
import flotilla.discovery.Registration;
import flotilla.discovery.ServiceEntry;
import flotilla.discovery.Sources;
import flotilla.discovery.UpstreamEvent;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Members as a service in a registry, where each enters itself. Every instance that is listed counts, failing ones too: one
 * that has just started has not passed a check yet, and one that is gone refuses a connection at once.
 *
 * <p>Losing sight of the registry takes nobody away: the source behind it keeps what it knew, over a restart as well.
 */
public final class RegistryDirectory implements MemberDirectory {

    /** The label that carries a member's node id. */
    public static final String NODE = "node";

    private final Sources sources;
    private final URI registry;
    private final ServiceEntry own;
    private final Resolved resolved;
    private final Sources.Watch watch;
    private volatile List<Endpoint> listed = List.of();

    @GuardedBy("this") private @Nullable Registration registration;

    @GuardedBy("this") private boolean closed;

    /**
     * Begins to watch at once.
     *
     * @param registry where members enter themselves, such as {@code consul://127.0.0.1:8500}
     * @param service the same members as a source of endpoints
     * @param own this member's entry
     */
    public RegistryDirectory(Sources sources, URI registry, URI service, ServiceEntry own, HostLookup lookup) {
        this.sources = sources;
        this.registry = registry;
        this.own = own;
        this.resolved = new Resolved(lookup);
        this.watch = sources.watch("members of " + own.name(), List.of(service), this::heard);
    }

    private void heard(UpstreamEvent event) {
        switch (event) {
            case UpstreamEvent.Changed changed -> listed = changed.current().endpoints();
            case UpstreamEvent.Stale _ -> {}
        }
    }

    @Override
    public synchronized void announce() {
        if (registration == null && !closed) {
            registration = sources.register(registry, own);
        }
    }

    @Override
    public List<MemberAddress> members() {
        return listed.stream()
                .flatMap(endpoint -> resolved
                        .members(
                                endpoint.labels().getOrDefault(NODE, endpoint.host()), endpoint.host(), endpoint.port())
                        .stream())
                .toList();
    }

    /** Those whose check passes. One that is cut off from us and not from the registry is among them. */
    @Override
    public int expected(InetSocketAddress ownAddress) {
        long others = listed.stream()
                .filter(endpoint -> endpoint.condition() != Condition.FAILING)
                .filter(endpoint -> !isOwn(endpoint))
                .count();
        return 1 + (int) others;
    }

    @Override
    public boolean settled() {
        return listed.stream().anyMatch(this::isOwn);
    }

    private boolean isOwn(Endpoint endpoint) {
        return endpoint.host().equals(own.address()) && endpoint.port() == own.port();
    }

    @Override
    public void close() {
        watch.close();
        synchronized (this) {
            closed = true;
            if (registration != null) {
                registration.close();
            }
        }
    }
}
