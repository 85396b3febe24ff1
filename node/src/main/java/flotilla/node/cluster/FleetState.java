package flotilla.node.cluster;

import flotilla.node.balance.LiveEndpoint;
import flotilla.node.cluster.Message.Origin;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * What this node knows of its fleet and tells it, without threads and without a network: {@link Fleet} gives it both.
 * Not for several threads, but for {@link #peers()}'s published list.
 */
public final class FleetState {

    private static final long NANOS_PER_MILLI = 1_000_000;

    /** How often what fades is looked at: verdicts and votes live for seconds, and news is taken at once. */
    private static final long CONSULT_NANOS = Duration.ofMillis(250).toNanos();

    private static final long PACE_NANOS = Duration.ofMillis(20).toNanos();

    private final Member self;
    private final Supplier<List<LiveEndpoint>> endpoints;
    private final Supplier<? extends List<? extends SharedLimit>> limits;
    private final long startNanos;
    private final Tallies tallies = new Tallies();
    private final Senders senders;
    private final Peers peers;
    private final Council council;
    private final Gauges gauges = new Gauges();
    private FleetHealth health = FleetHealth.NONE;
    private int expected;
    private long sequence;
    private long countedNanos;
    private long consultedNanos;
    private boolean waiting;

    /** The limits as of the last tick. */
    private List<? extends SharedLimit> kept = List.of();

    /** For a node that keeps no limits over the fleet. */
    public FleetState(Member self, Supplier<List<LiveEndpoint>> endpoints, long nowNanos) {
        this(self, endpoints, List::<SharedLimit>of, nowNanos);
    }

    /**
     * @param endpoints those of every upstream; asked at every tick
     * @param limits that this node keeps over the fleet; asked at every tick
     */
    public FleetState(
            Member self,
            Supplier<List<LiveEndpoint>> endpoints,
            Supplier<? extends List<? extends SharedLimit>> limits,
            long nowNanos) {
        this.self = self;
        this.endpoints = endpoints;
        this.limits = limits;
        this.startNanos = nowNanos;
        this.countedNanos = nowNanos;
        this.consultedNanos = nowNanos - CONSULT_NANOS;
        this.senders = new Senders(self);
        this.council = new Council(self);
        this.peers = new Peers(senders, tallies, council::leaving);
    }

    public Peers peers() {
        return peers;
    }

    /** What the fleet says of endpoints, as of the last tick or message. */
    public FleetHealth health() {
        return health;
    }

    /** Follows the endpoints there are, lets what is old fade, and sets shares anew: due before each report. */
    public void tick(long nowNanos) {
        if (tallies.follow(endpoints.get())) {
            peers.recount();
        }
        tallies.count(nowNanos - countedNanos);
        kept = limits.get();
        kept.forEach(limit -> limit.count(nowNanos - countedNanos));
        countedNanos = nowNanos;
        peers.age(nowNanos);
        share(nowNanos);
        double seen = 1 + peers.seen();
        tallies.share(seen, Math.max(seen, expected));
        if (waiting || nowNanos - consultedNanos >= CONSULT_NANOS) {
            consult(nowNanos);
        }
    }

    /** This node's report of now; what it says counts as told from here on. */
    public NodeReport report(long nowNanos) {
        var loads = tallies.tell(nowNanos);
        tallies.publish();
        var demands = new TreeMap<Long, Demand>();
        for (var limit : kept) {
            var demand = Demand.of(limit.key(), limit.demand());
            if (demand.milliRate() > 0) {
                demands.put(demand.key(), demand);
            }
        }
        return new NodeReport(
                origin(nowNanos), tallies.traffic(), loads, List.copyOf(demands.values()), tallies.failures());
    }

    /** What all live nodes have to do for each upstream of this node. */
    public List<UpstreamSum> sums() {
        return tallies.sums((upstream, _) -> peers.traffic(upstream), (upstream, _) -> peers.failures(upstream));
    }

    public Message.Hello hello(long nowNanos) {
        return new Message.Hello(origin(nowNanos));
    }

    public Bulletin bulletin(Posting posting, long nowNanos) {
        return new Bulletin(origin(nowNanos), posting);
    }

    /** Figures that nodes tell one another for others to use. */
    public Gauges gauges() {
        return gauges;
    }

    /** This node's figures of now. */
    Readings readings(long nowNanos) {
        return new Readings(origin(nowNanos), gauges.own());
    }

    /** All that this node has to say of endpoints. */
    public Verdicts table(long nowNanos) {
        return council.table(origin(nowNanos), tallies.followed(), nowNanos);
    }

    /**
     * Takes what another node said.
     *
     * @throws RefusedMessage if it is not to count: then nothing has changed
     */
    public void take(Message message, long nowNanos) throws RefusedMessage {
        switch (message) {
            case NodeReport report -> peers.take(report, nowNanos);
            case Verdicts verdicts -> {
                if (council.take(verdicts, senders.admit(verdicts.origin(), nowNanos))) {
                    consultSoon(nowNanos);
                }
            }
            case Readings readings -> gauges.take(readings, senders.admit(readings.origin(), nowNanos));
            case Bulletin bulletin -> senders.admit(bulletin.origin(), nowNanos);
            case Message.Hello(var origin) -> senders.admit(origin, nowNanos);
            case Message.Unknown(var origin) -> senders.admit(origin, nowNanos);
        }
    }

    public void joined(Member node) {
        senders.joined(node);
        peers.joined(node);
    }

    public void left(Member node, long nowNanos) {
        senders.left(node);
        council.left(node);
        gauges.left(node);
        peers.left(node);
        share(nowNanos);
        consult(nowNanos);
    }

    /**
     * What this node's own checks find.
     *
     * @return whether that is news for the others
     */
    public boolean checked(long key, boolean up, int against, Duration life, String reason, long nowNanos) {
        boolean news = council.opinions().own(key, up, against, life, reason, nowNanos);
        if (news) {
            consult(nowNanos);
        }
        return news;
    }

    /**
     * This node checks the endpoint no more.
     *
     * @return whether that is news for the others
     */
    public boolean checksNoMore(long key, long nowNanos) {
        boolean news = council.opinions().ownNoMore(key);
        if (news) {
            consult(nowNanos);
        }
        return news;
    }

    /** Who said what, for those who show it. */
    public Minutes minutes(long nowNanos) {
        return council.minutes(nowNanos);
    }

    /** This node is about to go: what it says from now on says so. */
    public void leave() {
        council.leave();
    }

    /** What others found of an endpoint that this node begins to check. */
    public Optional<Opinion> inherited(long key, long nowNanos) {
        return council.inherited(key, nowNanos);
    }

    /** This node's breaker for an endpoint has opened. */
    public void opened(long key, int score, long nowNanos) {
        council.ownVotes().opened(key, score, nowNanos);
        consult(nowNanos);
    }

    /** How many nodes there should be, this one included, from the next tick on; 0: as many as are seen. */
    public void expect(int nodes) {
        expected = nodes;
    }

    private void share(long nowNanos) {
        double seen = 1 + peers.seen();
        for (var limit : kept) {
            limit.share(peers.demandOf(limit.key()), seen, Math.max(seen, expected), nowNanos);
        }
    }

    /** What comes in a heap is looked at once, with the next tick at the latest. */
    private void consultSoon(long nowNanos) {
        if (nowNanos - consultedNanos >= PACE_NANOS) {
            consult(nowNanos);
        } else {
            waiting = true;
        }
    }

    private void consult(long nowNanos) {
        waiting = false;
        consultedNanos = nowNanos;
        health = council.refresh(tallies, peers.all(), nowNanos);
    }

    private Origin origin(long nowNanos) {
        return new Origin(self, ++sequence, (nowNanos - startNanos) / NANOS_PER_MILLI);
    }
}
