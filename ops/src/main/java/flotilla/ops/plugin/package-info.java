/**
 * Code that others wrote: jars of one directory, each with a class loader of its own. They provide what the ports of {@code
 * discovery} and {@code node} ask for through {@link java.util.ServiceLoader}, and see nothing of this program but those.
 */
@NullMarked
package flotilla.ops.plugin;

import org.jspecify.annotations.NullMarked;
