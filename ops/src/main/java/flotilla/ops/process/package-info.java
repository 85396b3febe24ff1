/** One running process: the node with its logs, metrics, admin port and registration, from start to signal. */
@NullMarked
package flotilla.ops.process;

import org.jspecify.annotations.NullMarked;
