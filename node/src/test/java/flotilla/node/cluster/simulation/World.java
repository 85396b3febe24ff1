package flotilla.node.cluster.simulation;

import java.time.Duration;

/**
 * What is simulated. Times are of simulated clocks.
 *
 * @param nodes of the fleet, with the same share of the clients each
 * @param endpoints of one upstream, each with four workers and one queue
 * @param slow every so many endpoints one is slow; 0: none
 * @param load of what the endpoints can do, below 1
 * @param service the mean service time of an endpoint that is not slow, exponentially distributed
 * @param interval from one report of a node to its next
 * @param synchronised whether all nodes report at the same moments
 * @param delay the mean delay of a message, exponentially distributed
 * @param loss the share of messages that are lost
 * @param requests to simulate, of which the first fifth is not measured
 */
record World(
        int nodes,
        int endpoints,
        int slow,
        double load,
        Duration service,
        Duration interval,
        boolean synchronised,
        Duration delay,
        double loss,
        int requests) {

    static final int WORKERS = 4;
    static final double SLOW_SPEED = 0.4;

    /** A report per mean service time, and a quick network that loses nothing. */
    static World of(int nodes, int endpoints, double load) {
        var tick = Duration.ofMillis(100);
        return new World(nodes, endpoints, 10, load, tick, tick, false, Duration.ofMillis(1), 0, 100_000);
    }

    /** Reports come so many mean service times apart. */
    World reportsEvery(double services) {
        var shorter = Duration.ofNanos(Math.round(interval.toNanos() / services));
        return new World(nodes, endpoints, slow, load, shorter, interval, synchronised, delay, loss, requests);
    }

    World synchronisedReports() {
        return new World(nodes, endpoints, slow, load, service, interval, true, delay, loss, requests);
    }

    World losing(double share, Duration meanDelay) {
        return new World(nodes, endpoints, slow, load, service, interval, synchronised, meanDelay, share, requests);
    }

    World withRequests(int count) {
        return new World(nodes, endpoints, slow, load, service, interval, synchronised, delay, loss, count);
    }

    double speed(int endpoint) {
        return slow > 0 && endpoint % slow == 0 ? SLOW_SPEED : 1;
    }

    /** Requests that arrive at the whole fleet per nanosecond. */
    double arrivals() {
        double capacity = 0;
        for (int i = 0; i < endpoints; i++) {
            capacity += speed(i) * WORKERS;
        }
        return load * capacity / service.toNanos();
    }
}
