/** What metrics and traces have in common on their way to a collector by OTLP: whom they are of, and what says that they may come. */
@NullMarked
package flotilla.ops.otlp;

import org.jspecify.annotations.NullMarked;
