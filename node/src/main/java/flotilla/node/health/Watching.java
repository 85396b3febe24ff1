package flotilla.node.health;

import flotilla.node.balance.SlowStart;
import flotilla.node.tls.EndpointTls;

/**
 * How the endpoints of an upstream are watched.
 *
 * @param outliers how they are compared by live traffic
 * @param recovery the slow start by which weights rise again
 * @param tls as it is spoken by checks
 */
public record Watching(HealthPolicy health, OutlierPolicy outliers, SlowStart recovery, EndpointTls tls) {}
