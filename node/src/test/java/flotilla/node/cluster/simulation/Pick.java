package flotilla.node.cluster.simulation;

import flotilla.node.balance.Balancer;
import flotilla.node.balance.LiveEndpoint;
import java.util.random.RandomGenerator;

/** What a balancer asks of a simulated request, which is never tried twice. */
record Pick(RandomGenerator random, Events events) implements Balancer.Request {

    @Override
    public long hashKey() {
        return 0;
    }

    @Override
    public boolean tried(LiveEndpoint endpoint) {
        return false;
    }

    @Override
    public long nanos() {
        return events.now();
    }
}
