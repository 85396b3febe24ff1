/**
 * Figures for Prometheus. Requests are counted by plain cells of each I/O thread and folded when somebody asks;
 * everything else is read where it is at that moment. Labels come from the configuration and from discovery alone, so
 * no client can make a series.
 */
@NullMarked
package flotilla.ops.metrics;

import org.jspecify.annotations.NullMarked;
