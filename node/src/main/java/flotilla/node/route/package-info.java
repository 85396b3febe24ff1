/**
 * Where a request goes: routes, the immutable table that a request reads once, and the keeper that folds all changes
 * into the next one.
 */
@NullMarked
package flotilla.node.route;

import org.jspecify.annotations.NullMarked;
