/**
 * The fleet in a simulated world: the product's own classes choose, report and fold, in as many nodes as wanted; clients,
 * endpoints, the network and time are simulated, event by event, from a seed.
 */
@NullMarked
package flotilla.node.cluster.simulation;

import org.jspecify.annotations.NullMarked;
