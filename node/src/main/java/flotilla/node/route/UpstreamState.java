package flotilla.node.route;

import flotilla.node.balance.LiveEndpoint;
import flotilla.node.balance.Rotation;
import flotilla.node.resilience.ConcurrencyLimit;
import flotilla.node.resilience.RetryBudget;
import java.util.List;
import java.util.Optional;

/**
 * An upstream as of one table.
 *
 * @param algorithm the balancer's name
 * @param endpoints all that its sources list
 * @param rotation those that may be chosen
 * @param stale why a source of it cannot see, or empty
 * @param heard whether its sources have listed anything yet
 * @param retries how many of its requests may be tried again
 * @param evictions whom this node's own comparison leaves out
 * @param panic whether all are tried as too few are well
 * @param concurrency how many requests to it may be in flight; empty: any number
 */
public record UpstreamState(
        String name,
        String algorithm,
        List<LiveEndpoint> endpoints,
        Rotation rotation,
        String stale,
        boolean heard,
        RetryBudget retries,
        Evictions evictions,
        boolean panic,
        Optional<ConcurrencyLimit> concurrency) {

    public UpstreamState {
        endpoints = List.copyOf(endpoints);
    }
}
