/**
 * How many endpoints an upstream should have: what its endpoints have to do now and what they will have to do by the time
 * that a new one is up, compared with what one of them is to carry. {@link flotilla.ops.scale.Advisor} decides for one
 * upstream and knows neither threads nor clocks.
 */
@NullMarked
package flotilla.ops.scale;

import org.jspecify.annotations.NullMarked;
