/**
 * What operators change while nodes run, for all nodes of a fleet or for one: the document, where it is kept, how it spreads
 * and how it comes to count. Who changes it, and who shows it, is in {@code ops.admin} and {@code ops.status}.
 */
@NullMarked
package flotilla.ops.settings;

import org.jspecify.annotations.NullMarked;
