package flotilla.node.cluster;

import flotilla.discovery.Endpoint.Condition;
import flotilla.node.balance.LiveEndpoint;
import flotilla.node.cluster.Ejections.Ballot;
import flotilla.node.cluster.Ejections.Candidate;
import flotilla.node.cluster.Ejections.Decision;
import flotilla.node.cluster.FleetVerdict.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What nodes say of endpoints, and what follows from it here: who checks ({@link LiveNodes}), what the fleet finds
 * ({@link Opinions}) and whom it leaves out ({@link Ejections}). Not for several threads.
 */
final class Council {

    /** A vote is said again with each table; who has not said it for two of them has taken it back, or has gone. */
    private static final long VOTE_NANOS = Duration.ofMillis(2500).toNanos();

    private final Member self;
    private final LiveNodes liveNodes;
    private final Opinions opinions;
    private final OwnVotes ownVotes = new OwnVotes();
    private final Said<EjectionVote> votes = new Said<>(EjectionVote::key, vote -> VOTE_NANOS, (one, other) -> true);

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
        boolean opinionsChanged = opinions.take(verdicts, sentNanos);
        return votes.take(verdicts.origin(), verdicts.whole(), verdicts.votes(), sentNanos) || opinionsChanged;
    }

    /** What this node has to say of all endpoints. */
    Verdicts table(Message.Origin origin, long nowNanos) {
        return new Verdicts(origin, true, opinions.toTell(nowNanos), ownVotes.toTell(nowNanos));
    }

    Optional<Opinion> inherited(long key, long nowNanos) {
        return opinions.inherited(key, nowNanos);
    }

    /** What is to be made of all that now. */
    FleetHealth refresh(Tallies tallies, Collection<Peer> peers, long nowNanos) {
        var live = liveNodes.at(nowNanos, peers);
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
        return new FleetHealth(live, opinions.distrustsItself(), verdicts, ejections);
    }

    private static Optional<Candidate> candidate(LiveEndpoint live, FleetVerdict verdict) {
        var endpoint = live.endpoint();
        if (endpoint.condition() == Condition.DRAINING || endpoint.weight() < 1) {
            return Optional.empty();
        }
        boolean down = endpoint.condition() == Condition.FAILING || verdict.state() == State.DOWN;
        return Optional.of(new Candidate(live.key(), endpoint.weight(), down));
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
