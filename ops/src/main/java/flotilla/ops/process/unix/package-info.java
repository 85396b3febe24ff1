/**
 * What only the operating system can do, through the foreign function API: sockets handed from process to process, the
 * signal that the JVM keeps for itself, users. Linux on 64 bits; elsewhere each call says that it cannot.
 */
@NullMarked
package flotilla.ops.process.unix;

import org.jspecify.annotations.NullMarked;
