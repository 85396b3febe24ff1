/**
 * Services from Consul: {@code consul://shop?tag=prod}. Watched by blocking queries in a loop of our own over the client's
 * asynchronous calls, with a guard for every way in which an agent has been seen to mislead a load balancer.
 */
@NullMarked
package flotilla.discovery.consul;

import org.jspecify.annotations.NullMarked;
