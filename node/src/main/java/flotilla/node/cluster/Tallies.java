package flotilla.node.cluster;

import flotilla.node.balance.LiveEndpoint;
import flotilla.node.balance.Mixed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What is known of each of this node's endpoints over the fleet: the sums of what peers told, what this node told
 * itself, and how its traffic compares with theirs. Sums are kept in whole parts of a request ({@link
 * Freshness#WHOLE}), so that what was added can be taken away again to the last part. Not for several threads.
 *
 * <p>The share of the traffic is taken for each upstream, as a node that has most of one's traffic may have little of
 * another's. One request per second is added to every node's rate: with next to no traffic, nodes count as equals.
 */
final class Tallies {

    /** Above it a node's own counts would be too small a sample to go by. */
    private static final double MAX_PEERS_PER_OWN = 32;

    private static final double PRIOR = 1;
    private static final double TRAFFIC_SPAN_NANOS = Duration.ofSeconds(2).toNanos();

    /** One endpoint. */
    private static final class Tally {
        private final LiveEndpoint endpoint;
        private final Traffic traffic;
        private long inFlight;
        private long connections;
        private int told;
        private int toldConnections;
        private final ConnectionShare share = new ConnectionShare();
        private long picks;
        private long failures;

        Tally(LiveEndpoint endpoint, Traffic traffic) {
            this.endpoint = endpoint;
            this.traffic = traffic;
            this.picks = endpoint.picks();
            this.failures = endpoint.failures();
        }
    }

    /** One upstream's. */
    private static final class Traffic {
        private final long key;
        private final Rate rate = new Rate(TRAFFIC_SPAN_NANOS);
        private double peersPerOwn;
        private long picks;
        private final Rate failureRate = new Rate(TRAFFIC_SPAN_NANOS);
        private long failures;

        Traffic(long key) {
            this.key = key;
        }
    }

    private List<LiveEndpoint> followed = List.of();
    private Map<String, Traffic> upstreams = Map.of();
    private Tally[] tallies = new Tally[0];
    private long[] keys = new long[0];

    /** Names an upstream between nodes. */
    static long keyOf(String upstream) {
        return Mixed.hash(upstream);
    }

    /**
     * Goes on with these endpoints.
     *
     * @return whether they are others than before: then the sums of newcomers are zero, and those of all others stay
     */
    boolean follow(List<LiveEndpoint> endpoints) {
        if (followed.equals(endpoints)) {
            return false;
        }
        var before = new LinkedHashMap<LiveEndpoint, Tally>();
        Arrays.stream(tallies).forEach(tally -> before.put(tally.endpoint, tally));
        var traffic = new LinkedHashMap<String, Traffic>();
        var byKey = new LinkedHashMap<Long, Tally>();
        for (var endpoint : endpoints) {
            var upstream = traffic.computeIfAbsent(
                    endpoint.upstream(),
                    name -> upstreams.containsKey(name) ? upstreams.get(name) : new Traffic(keyOf(name)));
            var tally = before.containsKey(endpoint) ? before.get(endpoint) : new Tally(endpoint, upstream);
            byKey.putIfAbsent(endpoint.key(), tally);
        }
        followed = List.copyOf(endpoints);
        upstreams = traffic;
        tallies = byKey.values().stream()
                .sorted(Comparator.comparingLong(tally -> tally.endpoint.key()))
                .toArray(Tally[]::new);
        keys = Arrays.stream(tallies).mapToLong(tally -> tally.endpoint.key()).toArray();
        return true;
    }

    /** Forgets all that peers told. */
    void clear() {
        for (var tally : tallies) {
            tally.inFlight = 0;
            tally.connections = 0;
        }
    }

    /** Adds a report's loads with this weight, or takes them away with a negative one; both sides are in order. */
    void add(List<EndpointLoad> loads, int weight) {
        int at = 0;
        for (var load : loads) {
            while (at < keys.length && keys[at] < load.key()) {
                at++;
            }
            if (at == keys.length) {
                return;
            }
            if (keys[at] == load.key()) {
                tallies[at].inFlight += (long) weight * load.inFlight();
                tallies[at].connections += (long) weight * load.connections();
            }
        }
    }

    /** Hands the endpoints of these loads what is known now. */
    void publish(List<EndpointLoad> loads) {
        int at = 0;
        for (var load : loads) {
            while (at < keys.length && keys[at] < load.key()) {
                at++;
            }
            if (at < keys.length && keys[at] == load.key()) {
                publish(tallies[at]);
            }
        }
    }

    /** Hands all endpoints what is known now. */
    void publish() {
        for (var tally : tallies) {
            publish(tally);
        }
    }

    private static void publish(Tally tally) {
        tally.endpoint.heard(
                (double) tally.inFlight / Freshness.WHOLE,
                (double) tally.connections / Freshness.WHOLE,
                tally.told,
                tally.traffic.peersPerOwn);
    }

    /**
     * Sets what this node may have open of each endpoint's connections; due once between two reports.
     *
     * @param seen nodes, this one included; one that fades counts in part
     * @param expected how many there should be
     */
    void share(double seen, double expected) {
        for (var tally : tallies) {
            int max = tally.endpoint.maxConnections();
            if (max < Integer.MAX_VALUE) {
                var own = new ConnectionShare.Load(tally.told, tally.toldConnections);
                var peers = new ConnectionShare.Load(
                        (double) tally.inFlight / Freshness.WHOLE, (double) tally.connections / Freshness.WHOLE);
                tally.endpoint.share(tally.share.next(max, own, peers, seen, expected));
            }
        }
    }

    /** Counts this node's own traffic since the last call. */
    void count(long nanos) {
        for (var tally : tallies) {
            long picks = tally.endpoint.picks();
            tally.traffic.picks += picks - tally.picks;
            tally.picks = picks;
            long failures = tally.endpoint.failures();
            tally.traffic.failures += failures - tally.failures;
            tally.failures = failures;
        }
        for (var traffic : upstreams.values()) {
            traffic.rate.add((double) traffic.picks, nanos);
            traffic.picks = 0;
            traffic.failureRate.add((double) traffic.failures, nanos);
            traffic.failures = 0;
        }
    }

    /** Sets what peers have of the traffic against this node's own. */
    void compare(PeerTraffic peers) {
        for (var traffic : upstreams.values()) {
            double own = traffic.rate.perSecond() + PRIOR;
            traffic.peersPerOwn = Math.min(MAX_PEERS_PER_OWN, peers.to(traffic.key, PRIOR) / own);
        }
    }

    /** The traffic of all fresh peers together. */
    interface PeerTraffic {

        /** The sum of each peer's rate to this upstream plus {@code prior}, faded by age. */
        double to(long upstream, double prior);
    }

    /** The endpoints that are followed. */
    List<LiveEndpoint> followed() {
        return followed;
    }

    /** This node's own traffic to an upstream, in requests per second. */
    double trafficTo(String upstream) {
        var traffic = upstreams.get(upstream);
        return traffic == null ? 0 : traffic.rate.perSecond();
    }

    /** This node's own traffic, for a report. */
    List<Demand> traffic() {
        return demands(traffic -> traffic.rate);
    }

    /** What fails of it, for a report. */
    List<Demand> failures() {
        return demands(traffic -> traffic.failureRate);
    }

    private List<Demand> demands(Function<Traffic, Rate> rate) {
        return upstreams.values().stream()
                .map(traffic -> Demand.of(traffic.key, rate.apply(traffic).perSecond()))
                .filter(demand -> demand.milliRate() > 0)
                .sorted(Comparator.comparingLong(Demand::key))
                .toList();
    }

    /** What this node and its peers have to do for each upstream, by name. */
    List<UpstreamSum> sums(PeerTraffic traffic, PeerTraffic failures) {
        var inFlight = new HashMap<String, Double>();
        for (var tally : tallies) {
            double ofPeers = (double) tally.inFlight / Freshness.WHOLE;
            inFlight.merge(tally.endpoint.upstream(), ofPeers + tally.endpoint.inFlight(), Double::sum);
        }
        return upstreams.entrySet().stream()
                .map(entry -> {
                    var own = entry.getValue();
                    return new UpstreamSum(
                            entry.getKey(),
                            own.rate.perSecond() + traffic.to(own.key, 0),
                            own.failureRate.perSecond() + failures.to(own.key, 0),
                            inFlight.getOrDefault(entry.getKey(), 0.0));
                })
                .toList();
    }

    /** This node's own loads for a report that is on its way to the others now. */
    List<EndpointLoad> tell(long nowNanos) {
        var loads = new ArrayList<EndpointLoad>(tallies.length);
        for (var tally : tallies) {
            var endpoint = tally.endpoint;
            tally.told = Math.max(0, endpoint.inFlight());
            tally.toldConnections = Math.max(0, endpoint.connections());
            var load = EndpointLoad.of(
                    endpoint.key(),
                    tally.told,
                    tally.toldConnections,
                    endpoint.latency().at(nowNanos));
            if (load.inFlight() > 0 || load.connections() > 0 || load.latencyStep() > 0) {
                loads.add(load);
            }
        }
        return loads;
    }
}
