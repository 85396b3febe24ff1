/** The admin port: metrics, health, readiness and views of the node, over HTTP and read-only. */
@NullMarked
package flotilla.ops.admin;

import org.jspecify.annotations.NullMarked;
