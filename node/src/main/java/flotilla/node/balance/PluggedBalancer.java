package flotilla.node.balance;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A balancer of a plug-in, which may throw as it prepares picks: that costs the requests that it should have chosen for, as one
 * that throws as it picks does, and neither the table nor other upstreams anything.
 */
final class PluggedBalancer implements Balancer {

    private static final Logger LOG = LoggerFactory.getLogger(PluggedBalancer.class);

    private final String name;
    private final Balancer balancer;
    private final boolean ramps;
    private final boolean keyed;

    /** @param balancer asked at once for all that is asked for often */
    PluggedBalancer(String name, Balancer balancer) {
        this.name = name;
        this.balancer = balancer;
        this.ramps = balancer.ramps();
        this.keyed = balancer.keyed();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean ramps() {
        return ramps;
    }

    @Override
    public boolean keyed() {
        return keyed;
    }

    @Override
    public Picker over(Rotation rotation) {
        try {
            return balancer.over(rotation);
        } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError e) {
            LOG.warn("balancer {}, or what it called, threw over {} endpoints", name, rotation.size(), e);
            var trouble = new IllegalStateException("it threw over " + rotation.size() + " endpoints: " + e, e);
            return request -> {
                throw trouble;
            };
        }
    }
}
