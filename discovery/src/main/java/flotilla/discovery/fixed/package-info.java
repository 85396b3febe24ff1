/** Endpoints written into the configuration: {@code fixed:10.0.0.1:80,10.0.0.2:80;weight=3}. Known at once, never changing. */
@NullMarked
package flotilla.discovery.fixed;

import org.jspecify.annotations.NullMarked;
