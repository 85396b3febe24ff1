/**
 * Cells that the hot path counts in and others read: each has one writer, which adds without a lock, an atomic addition or
 * an object. What hangs on an endpoint goes with it. Names and labels are the business of those who show them.
 */
@NullMarked
package flotilla.node.figures;

import org.jspecify.annotations.NullMarked;
