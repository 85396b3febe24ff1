/**
 * Which endpoints are well: active checks, what live traffic shows, and the verdict that follows from both. Runs on
 * virtual threads beside the data path.
 */
@NullMarked
package flotilla.node.health;

import org.jspecify.annotations.NullMarked;
