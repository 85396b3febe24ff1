package flotilla.node.io.upstream;

import flotilla.discovery.HostNames;
import flotilla.node.balance.LiveEndpoint;
import flotilla.node.figures.Closing;
import flotilla.node.figures.EndpointCells;
import flotilla.node.io.IoThread;
import flotilla.node.io.Timeout;
import flotilla.node.resilience.Failure;
import flotilla.node.resilience.Failure.Reason;
import flotilla.node.route.PoolPolicy;
import flotilla.node.tls.EndpointTls;
import flotilla.node.tls.TlsPolicy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one I/O thread to one endpoint. The last one used is the first one reused, so that what a lull
 * leaves over grows old at the bottom and is closed there.
 *
 * <p>Threads: all methods run on the pool's I/O thread. How many are idle and since when the oldest waits is volatile for
 * {@link Crossing}, which lets other threads ask this one for a permit, and lets nobody be overtaken for long. Permits are {@link LiveEndpoint#tryConnect}: taken before a connection is opened,
 * given back when it is closed, each exactly once.
 */
public final class EndpointPool {

    private final IoThread io;
    private final HostNames names;
    private final LiveEndpoint endpoint;
    private final Crossing crossing;
    private final EndpointCells cells;
    private final ArrayDeque<UpstreamConnection> idle = new ArrayDeque<>();
    private final Set<Connecting> connecting = new HashSet<>();
    private final Map<Call, Object> resolving = new HashMap<>();
    private final ArrayDeque<Waiter> waiters = new ArrayDeque<>();
    private final Timeout sweep = new Timeout() {
        @Override
        protected void expired() {
            sweepIdle();
        }
    };

    private PoolPolicy policy = PoolPolicy.DEFAULT;
    private EndpointTls tls = EndpointTls.of(TlsPolicy.DEFAULT);
    private boolean retired;
    private volatile int idleCount;
    private volatile long oldestWaiter = Crossing.NOBODY;

    /** A call that waits for a connection, and since when. */
    private record Waiter(Call call, long since) {}

    EndpointPool(IoThread io, HostNames names, LiveEndpoint endpoint, Crossing crossing) {
        this.io = io;
        this.names = names;
        this.endpoint = endpoint;
        this.crossing = crossing;
        this.cells = endpoint.figures().of(io.index());
    }

    LiveEndpoint endpoint() {
        return endpoint;
    }

    IoThread io() {
        return io;
    }

    int idleCount() {
        return idleCount;
    }

    /** Since when the first in the queue waits; {@link Crossing#NOBODY} if there is none. */
    long oldestWaiter() {
        return oldestWaiter;
    }

    /**
     * Finds, opens or waits for a connection; the call hears of it, possibly before this returns.
     *
     * @param newTls how the endpoint is spoken to, if TLS is what it speaks
     * @param fresh whether a kept connection will not do
     * @param careful whether a kept one must be seen to be alive first, because the request cannot be sent twice
     */
    public void acquire(Call call, PoolPolicy newPolicy, EndpointTls newTls, boolean fresh, boolean careful) {
        policy = newPolicy;
        tls = newTls;
        while (!fresh && !idle.isEmpty()) {
            var kept = idle.pollLast();
            idleCount = idle.size();
            if (kept.spokenBy(tls) && (!careful || kept.alive())) {
                cells.reused();
                kept.hand(call);
                return;
            }
            kept.close(kept.spokenBy(tls) ? Closing.Upstream.ENDPOINT : Closing.Upstream.TLS_CHANGED);
        }
        if (fresh && !idle.isEmpty()) {
            // A kept connection stands in the way of a fresh one when all permits are taken.
            giveUpOne(Closing.Upstream.SURPLUS);
        }
        if (!crossing.anyWaiting() && endpoint.tryConnect(bound())) {
            open(call);
        } else if (!crossing.tryWait(policy.maxQueue())) {
            call.notConnected(Failure.of(Reason.QUEUE_FULL));
        } else {
            waiters.add(new Waiter(call, io.coarseNanos()));
            noteOldest();
            crossing.askForPermit(this);
            serve();
        }
    }

    /** The call no longer wants a connection and hears nothing more; if that is overdue, one being made for it has failed. */
    public void cancel(Call call, boolean overdue) {
        if (waiters.removeIf(waiter -> waiter.call().equals(call))) {
            noteOldest();
            crossing.served();
            // Others may have left a permit to it.
            crossing.permitFreed();
        }
        boolean made = resolving.remove(call) != null;
        for (var attempt : connecting) {
            if (attempt.call().equals(call)) {
                made = true;
                attempt.abandon();
                connecting.remove(attempt);
                freePermit();
                break;
            }
        }
        if (made && overdue) {
            cells.refused();
        }
    }

    /** Lets those who wait have the permits that there are, unless somebody waits longer elsewhere. */
    void serve() {
        while (crossing.anyWaiting() && endpoint.connections() < bound()) {
            if (waiters.isEmpty() || crossing.overtakes(this)) {
                crossing.permitFreed(this);
                return;
            }
            if (endpoint.tryConnect(bound())) {
                open(nextWaiter());
            }
        }
    }

    /** Open at once at most: all of what the policy says, or this node's share of it. */
    private int bound() {
        return Math.min(policy.maxConnections(), endpoint.connectionShare());
    }

    private boolean aboveShare() {
        return endpoint.connections() > bound();
    }

    /** Whether this pool can help to bring this node down to its share; from any thread. */
    boolean crowded() {
        return idleCount > 0 && endpoint.connections() > endpoint.connectionShare();
    }

    /** This node's share has changed: idle connections above it are closed, and those who wait have those below it. */
    void followShare() {
        while (!idle.isEmpty() && aboveShare()) {
            giveUpOne(Closing.Upstream.SURPLUS);
        }
        serve();
    }

    private Call nextWaiter() {
        var waiter = waiters.remove();
        noteOldest();
        crossing.served();
        return waiter.call();
    }

    private void noteOldest() {
        var oldest = waiters.peekFirst();
        oldestWaiter = oldest == null ? Crossing.NOBODY : oldest.since();
    }

    private void open(Call call) {
        var description = endpoint.endpoint();
        var literal = literal(description.host());
        if (literal != null) {
            connect(call, literal, description.port());
        } else {
            call.connecting();
            resolve(call, description.host(), description.port());
        }
    }

    private static @Nullable InetAddress literal(String host) {
        try {
            return InetAddress.ofLiteral(host);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private void connect(Call call, InetAddress address, int port) {
        var described = endpoint.endpoint();
        var engine = tls.speaksTo(described) ? Optional.of(tls.engine(described)) : Optional.<SSLEngine>empty();
        var attempt = new Connecting(io, this, call, tls, engine);
        connecting.add(attempt);
        attempt.start(new InetSocketAddress(address, port));
    }

    private void resolve(Call call, String name, int port) {
        var ticket = new Object();
        resolving.put(call, ticket);
        names.lookUp(name, address -> io.execute(() -> resolved(call, ticket, name, address, port)));
    }

    private void resolved(Call call, Object ticket, String name, @Nullable InetAddress address, int port) {
        if (!resolving.remove(call, ticket)) {
            freePermit();
        } else if (address == null) {
            cells.refused();
            freePermit();
            call.notConnected(new Failure(Reason.CONNECT_REFUSED, name + " does not resolve"));
        } else {
            connect(call, address, port);
        }
    }

    void connected(Connecting attempt, UpstreamConnection connection) {
        connecting.remove(attempt);
        cells.opened();
        connection.hand(attempt.call());
    }

    void refused(Connecting attempt, Failure failure) {
        connecting.remove(attempt);
        cells.refused();
        freePermit();
        if (failure.reason() == Reason.TLS_FAILED) {
            crossing.troubled(endpoint, failure.detail());
        }
        attempt.call().notConnected(failure);
    }

    /** A handshake has ended well. */
    void secured() {
        crossing.secured(endpoint);
    }

    /** Takes back a connection whose answer is whole. */
    void release(UpstreamConnection connection) {
        long now = io.coarseNanos();
        var worn = worn(connection, now);
        if (worn != null) {
            connection.close(worn);
        } else if (!waiters.isEmpty() && !crossing.overtakes(this)) {
            cells.reused();
            connection.hand(nextWaiter());
        } else {
            connection.idle(now);
            idle.addLast(connection);
            idleCount = idle.size();
            // Looked at behind the count: who begins to wait on another thread has counted itself before it looks here.
            if (crossing.anyWaiting()) {
                giveUpOne(Closing.Upstream.SURPLUS);
            } else if (!sweep.isSet()) {
                io.after(sweep, policy.idleTimeout().toNanos());
            }
        }
    }

    /** Why a connection is not kept although it could be used again; null: it is. */
    private Closing.@Nullable Upstream worn(UpstreamConnection connection, long now) {
        if (retired) {
            return Closing.Upstream.RETIRED;
        }
        if (policy.maxAge().isPositive()
                && now - connection.openedNanos() > policy.maxAge().toNanos()) {
            return Closing.Upstream.MAX_AGE;
        }
        if (!connection.spokenBy(tls)) {
            return Closing.Upstream.TLS_CHANGED;
        }
        return aboveShare() ? Closing.Upstream.SURPLUS : null;
    }

    /** A connection is closed, for whatever reason. */
    void closed(UpstreamConnection connection, Closing.Upstream why) {
        cells.closed(why);
        if (idle.removeLastOccurrence(connection)) {
            idleCount = idle.size();
        }
        freePermit();
    }

    private void freePermit() {
        endpoint.disconnected();
        if (crossing.anyWaiting()) {
            crossing.permitFreed();
        }
    }

    /** Another thread asks for a permit; if the connection it saw is in use again, the others are asked too. */
    void giveUpForOthers() {
        if (!idle.isEmpty()) {
            giveUpOne(Closing.Upstream.SURPLUS);
        } else if (crossing.anyWaiting()) {
            crossing.askForPermit(this);
        }
    }

    /** Closes the idle connection that has waited longest. */
    private void giveUpOne(Closing.Upstream why) {
        var oldest = idle.pollFirst();
        idleCount = idle.size();
        if (oldest != null) {
            oldest.close(why);
        }
    }

    void retire() {
        retired = true;
        while (!idle.isEmpty()) {
            giveUpOne(Closing.Upstream.RETIRED);
        }
    }

    private void sweepIdle() {
        long limit = policy.idleTimeout().toNanos();
        long now = io.coarseNanos();
        while (!idle.isEmpty() && now - idle.peekFirst().idleSinceNanos() >= limit) {
            giveUpOne(Closing.Upstream.IDLE_TIMEOUT);
        }
        if (!idle.isEmpty()) {
            io.at(sweep, idle.peekFirst().idleSinceNanos() + limit);
        }
    }
}
