/** Who may ask a node and who may change it: tokens, client certificates, their roles, and a log of what was asked for. */
@NullMarked
package flotilla.ops.access;

import org.jspecify.annotations.NullMarked;
