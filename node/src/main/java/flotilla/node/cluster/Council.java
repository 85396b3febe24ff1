package flotilla.node.cluster;

import flotilla.discovery.Endpoint.Condition;
import flotilla.node.balance.LiveEndpoint;
import flotilla.node.cluster.Ejections.Ballot;
import flotilla.node.cluster.Ejections.Candidate;
import flotilla.node.cluster.Ejections.Decision;
import flotilla.node.cluster.FleetVerdict.State;
import flotilla.node.cluster.Minutes.Cast;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What nodes say of endpoints, and what follows from it here: who checks ({@link LiveNodes}), what the fleet finds
 * ({@link Opinions}) and whom it leaves out ({@link Ejections}). Not for several threads.
 */
final class Council {

    private static final long NANOS_PER_MILLI = 1_000_000;

    /**
     * A vote is said again with each table, and the next one takes back what is not said again. So it outlives many that
     * are lost: otherwise an ejection would end here alone. A vote of a node that is gone does not count meanwhile.
     */
    private static final long VOTE_MILLIS = 10_000;

    private final Member self;
    private final LiveNodes liveNodes;
    private final Opinions opinions;
    private final OwnVotes ownVotes = new OwnVotes();
    private final Said<EjectionVote> votes = new Said<>(EjectionVote::key, Council::lifeNanos, (one, other) -> true);
    private final ToldRamps toldRamps = new ToldRamps();
    private final Notices notices = new Notices();

    private boolean leaving;

    Council(Member self) {
        this.self = self;
        this.liveNodes = new LiveNodes(self);
        this.opinions = new Opinions(self);
    }

    Opinions opinions() {
        return opinions;
    }

    OwnVotes ownVotes() {
        return ownVotes;
    }

    /** Takes what another node said, and tells whether that is news. */
    boolean take(Verdicts verdicts, long sentNanos) {
        boolean news = opinions.take(verdicts, sentNanos);
        news |= votes.take(verdicts.origin(), verdicts.whole(), verdicts.votes(), sentNanos);
        news |= toldRamps.take(verdicts, sentNanos);
        return verdicts.whole() && notices.take(verdicts.origin(), verdicts.notices()) || news;
    }

    /** This node is about to go, and says so from now on. */
    void leave() {
        leaving = true;
    }

    /** Whether this node says that it is about to go. */
    boolean leaving(String node) {
        return node.equals(self.node()) ? leaving : notices.says(node, Notice.LEAVING);
    }

    void left(Member node) {
        notices.left(node);
    }

    private static long lifeNanos(EjectionVote vote) {
        return Math.min(VOTE_MILLIS, vote.leftMillis()) * NANOS_PER_MILLI;
    }

    /** What this node has to say of all endpoints, and of itself. */
    Verdicts table(Message.Origin origin, Collection<LiveEndpoint> endpoints, long nowNanos) {
        var own = EnumSet.noneOf(Notice.class);
        if (leaving) {
            own.add(Notice.LEAVING);
        }
        if (opinions.distrustsItself()) {
            own.add(Notice.DISTRUSTED);
        }
        return new Verdicts(
                origin, true, opinions.toTell(nowNanos), ownVotes.toTell(nowNanos), ramps(endpoints, nowNanos), own);
    }

    private static List<RampAge> ramps(Collection<LiveEndpoint> endpoints, long nowNanos) {
        var ages = new TreeMap<Long, RampAge>();
        for (var endpoint : endpoints) {
            endpoint.ramp()
                    .filter(ramp -> !ramp.over(nowNanos))
                    .map(ramp -> new RampAge(endpoint.key(), ramp.ageNanos(nowNanos) / NANOS_PER_MILLI))
                    .ifPresent(age -> ages.put(age.key(), age));
        }
        return List.copyOf(ages.values());
    }

    Optional<Opinion> inherited(long key, long nowNanos) {
        return opinions.inherited(key, nowNanos);
    }

    /** What is to be made of all that now. */
    FleetHealth refresh(Tallies tallies, Collection<Peer> peers, long nowNanos) {
        var live = liveNodes.at(nowNanos, peers, notices.saying(Notice.LEAVING));
        opinions.refresh(live, nowNanos);
        votes.expire(nowNanos);
        var verdicts = new HashMap<Long, FleetVerdict>();
        var pools = new LinkedHashMap<String, List<Candidate>>();
        for (var endpoint : tallies.followed()) {
            var verdict = opinions.verdict(endpoint.key(), nowNanos);
            if (verdict.state() != State.UNKNOWN) {
                verdicts.put(endpoint.key(), verdict);
            }
            candidate(endpoint, verdict)
                    .ifPresent(candidate -> pools.computeIfAbsent(endpoint.upstream(), name -> new ArrayList<>())
                            .add(candidate));
        }
        var ejections = new HashMap<String, Decision>();
        pools.forEach((upstream, pool) -> {
            var decision = Ejections.decide(pool, ballots(pool, nowNanos), traffic(upstream, tallies, peers, live));
            if (!decision.equals(Decision.NONE)) {
                ejections.put(upstream, decision);
            }
        });
        return new FleetHealth(live, opinions.distrustsItself(), verdicts, ejections, toldRamps.at(nowNanos));
    }

    /** Who said what, as it stands. */
    Minutes minutes(long nowNanos) {
        var cast = new HashMap<Long, List<Cast>>();
        for (long key : votes.keys()) {
            for (var word : votes.of(key, nowNanos)) {
                add(cast, word.node(), word.said(), (nowNanos - word.sentNanos()) / NANOS_PER_MILLI);
            }
        }
        ownVotes.toTell(nowNanos).forEach(vote -> add(cast, self.node(), vote, 0));
        return new Minutes(
                opinions.spoken(nowNanos),
                cast,
                with(leaving, notices.saying(Notice.LEAVING)),
                with(opinions.distrustsItself(), notices.saying(Notice.DISTRUSTED)));
    }

    private static void add(Map<Long, List<Cast>> cast, String node, EjectionVote vote, long sinceMillis) {
        cast.computeIfAbsent(vote.key(), key -> new ArrayList<>())
                .add(new Cast(
                        node,
                        vote.score(),
                        vote.ageMillis() + sinceMillis,
                        Math.max(0, vote.leftMillis() - sinceMillis)));
    }

    private Set<String> with(boolean itself, Set<String> others) {
        var all = new TreeSet<>(others);
        if (itself) {
            all.add(self.node());
        }
        return all;
    }

    private static Optional<Candidate> candidate(LiveEndpoint live, FleetVerdict verdict) {
        var endpoint = live.endpoint();
        if (endpoint.condition() == Condition.DRAINING || endpoint.weight() < 1) {
            return Optional.empty();
        }
        boolean down = endpoint.condition() == Condition.FAILING || verdict.state() == State.DOWN;
        return Optional.of(new Candidate(live.key(), endpoint.weight(), endpoint.priority(), down));
    }

    private List<Ballot> ballots(List<Candidate> pool, long nowNanos) {
        var ballots = new ArrayList<Ballot>();
        for (var candidate : pool) {
            votes.of(candidate.key(), nowNanos).forEach(word -> ballots.add(new Ballot(word.node(), word.said())));
        }
        ownVotes.toTell(nowNanos).forEach(vote -> ballots.add(new Ballot(self.node(), vote)));
        return ballots;
    }

    private Map<String, Double> traffic(String upstream, Tallies tallies, Collection<Peer> peers, Set<String> live) {
        var traffic = new HashMap<String, Double>();
        long key = Tallies.keyOf(upstream);
        for (var peer : peers) {
            if (live.contains(peer.node().node())) {
                traffic.put(peer.node().node(), peer.report().trafficTo(key));
            }
        }
        traffic.put(self.node(), tallies.trafficTo(upstream));
        return traffic;
    }
}
