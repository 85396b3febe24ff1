/**
 * What can go wrong with a request, as data, and the limits that keep a node upright: failures, retry rules, limits of
 * rate and of requests in flight. Resilience4j is used here and nowhere else.
 */
@NullMarked
package flotilla.node.resilience;

import org.jspecify.annotations.NullMarked;
