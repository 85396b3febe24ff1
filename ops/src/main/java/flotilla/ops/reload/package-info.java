/**
 * The configuration that a process runs by, while it runs: what it says, how another one takes its place, and what was
 * before. Whoever changes it (a signal, a watch of the file, the admin port) comes through {@link
 * flotilla.ops.reload.RunningConfig}.
 */
@NullMarked
package flotilla.ops.reload;

import org.jspecify.annotations.NullMarked;
