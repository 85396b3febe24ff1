package flotilla.node.balance;

import flotilla.discovery.Endpoint;
import flotilla.node.figures.EndpointFigures;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint as this node sees it: requests in flight, connections, latency. One object per upstream and authority
 * for as long as any source lists it, whatever else changes around it, so that counts survive configuration and
 * discovery.
 *
 * <p>Threads: every I/O thread reads and counts; {@link #describe} and {@link #climb} are called by the table's keeper alone, {@link #heard}
 * by the fleet's side alone.
 */
public final class LiveEndpoint {

    private static final int UNBOUNDED = Integer.MAX_VALUE;

    private final String upstream;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final AtomicInteger connections = new AtomicInteger();
    private final LongAdder picks = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final PeakEwma latency = new PeakEwma();
    private final AnswerTimes answerTimes = new AnswerTimes();
    private final EndpointFigures figures = new EndpointFigures();

    private final String authority;
    private final long key;

    private volatile @Nullable CpuUse cpu;
    private volatile int outrun;
    private volatile Endpoint endpoint;
    private volatile boolean retired;
    private volatile boolean spared;
    private volatile long sparedUntil;
    private volatile long fleet = FleetEstimate.ALONE;
    private volatile @Nullable Ramp ramp;
    private volatile double peersInFlight;
    private volatile double peersConnections;
    private volatile int maxConnections = UNBOUNDED;
    private volatile int connectionShare = UNBOUNDED;
    private volatile Runnable shared = () -> {};

    public LiveEndpoint(String upstream, Endpoint endpoint) {
        this.upstream = upstream;
        this.endpoint = endpoint;
        this.authority = endpoint.authority();
        this.key = Mixed.hash(upstream + "/" + authority);
    }

    /**
     * A newcomer beside this one: until the fleet has spoken of it, what this node sends there counts as if every peer did the
     * same. Otherwise each node would fill it up alone, and all of them together would flood it.
     */
    public LiveEndpoint beside(Endpoint newcomer) {
        var live = new LiveEndpoint(upstream, newcomer);
        live.fleet = FleetEstimate.ofNewcomer(fleet);
        return live;
    }

    /** Names it between nodes: a hash of its upstream and authority, the same everywhere. */
    public long key() {
        return key;
    }

    /** {@code host:port}; never changes. */
    public String authority() {
        return authority;
    }

    /** The name of the upstream that it serves. */
    public String upstream() {
        return upstream;
    }

    /** The newest description; its authority never changes. */
    public Endpoint endpoint() {
        return endpoint;
    }

    /** Takes a newer description of the same authority. */
    public void describe(Endpoint newer) {
        if (!newer.authority().equals(authority)) {
            throw new IllegalArgumentException(newer + " does not describe " + endpoint);
        }
        endpoint = newer;
    }

    /** Nobody lists it any more, for good: if it is listed again, it is another object. */
    public void retire() {
        retired = true;
    }

    /** Whether nobody lists it any more. */
    public boolean retired() {
        return retired;
    }

    /** Its slow start, if one is under way; also a little longer. */
    public Optional<Ramp> ramp() {
        return Optional.ofNullable(ramp);
    }

    /** It grows into its weight by this slow start from here on, or by none. */
    public void climb(@Nullable Ramp newRamp) {
        ramp = newRamp;
    }

    /** Attempts under way from this node. */
    public int inFlight() {
        return inFlight.get();
    }

    /** Open connections from this node, idle ones and those being opened included. */
    public int connections() {
        return connections.get();
    }

    /**
     * Attempts under way from all nodes of the fleet, as far as this node can tell; never below {@link #inFlight}, and
     * equal to it while nothing is known of peers. See {@link FleetEstimate}.
     */
    public double fleetInFlight() {
        return FleetEstimate.inFlight(fleet, inFlight.get());
    }

    /** What peers reported to have under way, faded by age. */
    public double peersInFlight() {
        return peersInFlight;
    }

    /** What peers reported to have open, faded by age. */
    public double peersConnections() {
        return peersConnections;
    }

    /**
     * Takes what peers told; called by one thread at a time, for all that picks from it.
     *
     * @param inFlightOfPeers attempts, faded by age
     * @param connectionsOfPeers open connections, faded by age
     * @param toldInFlight this node's own attempts when it last told the others
     * @param peersPerOwn requests of all fresh peers for each of this node's, 0 if it is alone
     */
    public void heard(double inFlightOfPeers, double connectionsOfPeers, int toldInFlight, double peersPerOwn) {
        peersInFlight = inFlightOfPeers;
        peersConnections = connectionsOfPeers;
        fleet = FleetEstimate.of(inFlightOfPeers, toldInFlight, peersPerOwn);
    }

    /** Bounds the connections of all nodes of the fleet together. */
    public void limitConnections(int max) {
        maxConnections = max;
    }

    /** The connections that all nodes of the fleet may have open together. */
    public int maxConnections() {
        return maxConnections;
    }

    /** The connections that this node may have open; those above it are closed as soon as nobody uses them. */
    public int connectionShare() {
        return connectionShare;
    }

    /** Sets what this node may have open of {@link #maxConnections}; whoever keeps connections hears of it. */
    public void share(int connections) {
        if (connections != connectionShare) {
            connectionShare = connections;
            shared.run();
        }
    }

    /** Calls {@code listener}, which must not block, whenever {@link #connectionShare} has changed; one at a time. */
    public void onShare(Runnable listener) {
        shared = listener;
    }

    /** Times it was leased, ever. */
    public long picks() {
        return picks.sum();
    }

    /** Leases that ended in a failure, ever. */
    public long failures() {
        return failures.sum();
    }

    /** The moving latency of its answers. */
    public PeakEwma latency() {
        return latency;
    }

    /** How long all of its answers took, summed up. */
    public AnswerTimes answerTimes() {
        return answerTimes;
    }

    /** What is counted of it for those who look. */
    public EndpointFigures figures() {
        return figures;
    }

    /** The first byte of an answer came at {@code nowNanos}, after {@code latencyNanos}. */
    public void answered(long latencyNanos, long nowNanos) {
        if (outrun != 0) {
            outrun = 0;
        }
        latency.record(latencyNanos, nowNanos);
        answerTimes.record(latencyNanos);
    }

    /**
     * Another endpoint was quicker with its answer to the same request, which nobody waits for here any more. That is at least
     * how long it takes: who is always too late must not be thought quick.
     */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one more or less is no matter
    public void outrun(long tookNanos, long nowNanos) {
        outrun++;
        latency.record(tookNanos, nowNanos);
    }

    /** How often that was so since its last answer. */
    public int outrunInARow() {
        return outrun;
    }

    /** What it last said of its CPU, if it ever did. */
    public Optional<CpuUse> cpu() {
        return Optional.ofNullable(cpu);
    }

    /** It says that it uses this share of its CPU. */
    public void cpu(double share, long nowNanos) {
        cpu = new CpuUse(share, nowNanos);
    }

    /** Counts an attempt in flight; the caller closes it exactly once. */
    public void lease() {
        inFlight.getAndIncrement();
        picks.increment();
    }

    /**
     * Ends what {@link #lease} began.
     *
     * @param failed whether the endpoint is to blame
     */
    public void release(boolean failed) {
        inFlight.getAndDecrement();
        if (failed) {
            failures.increment();
        }
    }

    /** Takes one of {@code max} connections, or says that there is none left. */
    public boolean tryConnect(int max) {
        int open = connections.get();
        while (open < max) {
            if (connections.compareAndSet(open, open + 1)) {
                return true;
            }
            open = connections.get();
        }
        return false;
    }

    /** Gives back what {@link #tryConnect} took, once the connection is closed or was never opened. */
    public void disconnected() {
        connections.getAndDecrement();
    }

    /** It asked to be left alone until this moment. */
    public void spare(long untilNanos) {
        sparedUntil = untilNanos;
        spared = true;
    }

    /** Whether it asked to be left alone for longer than until now. */
    public boolean spared(long nowNanos) {
        return spared && sparedUntil - nowNanos > 0;
    }

    @Override
    public String toString() {
        return upstream + "/" + endpoint;
    }
}
