/**
 * What runs beside the node and follows another configuration while it runs: the logs, the admin port, traces, figures. Each part is
 * a {@link flotilla.ops.process.follow.Follower}; all of them change together or not at all.
 */
@NullMarked
package flotilla.ops.process.follow;

import org.jspecify.annotations.NullMarked;
