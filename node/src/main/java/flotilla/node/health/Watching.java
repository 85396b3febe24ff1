package flotilla.node.health;

import flotilla.node.balance.SlowStart;
import flotilla.node.resilience.BreakerPolicy;
import flotilla.node.tls.EndpointTls;

/**
 * How the endpoints of an upstream are watched.
 *
 * @param breaker when live traffic takes one out, and how it comes back
 * @param outliers how they are compared by live traffic
 * @param recovery the slow start by which weights rise again
 * @param tls as it is spoken by checks
 */
public record Watching(
        HealthPolicy health, BreakerPolicy breaker, OutlierPolicy outliers, SlowStart recovery, EndpointTls tls) {}
