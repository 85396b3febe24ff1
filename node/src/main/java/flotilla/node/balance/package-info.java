/**
 * Choosing an endpoint: the {@link flotilla.node.balance.LiveEndpoint} with what this node knows of it, the {@link
 * flotilla.node.balance.Rotation} of those that may be chosen, and the {@link flotilla.node.balance.Balancer}s that
 * choose. Pure: no clock, no I/O, randomness comes in from outside.
 */
@NullMarked
package flotilla.node.balance;

import org.jspecify.annotations.NullMarked;
