/**
 * What operators change while nodes run, the same on all nodes of a fleet: the document, where it is kept, how it spreads
 * and how it comes to count. Who changes it, and who shows it, is in {@code ops.admin} and {@code ops.status}.
 */
@NullMarked
package flotilla.ops.settings;

import org.jspecify.annotations.NullMarked;
