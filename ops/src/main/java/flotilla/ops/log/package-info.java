/**
 * What the process writes down: the access log, by a writer that may drop a line but never hold a request up, and the
 * log of events and errors.
 */
@NullMarked
package flotilla.ops.log;

import org.jspecify.annotations.NullMarked;
