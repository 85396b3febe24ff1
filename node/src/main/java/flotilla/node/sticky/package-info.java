/**
 * Sessions that stay with one endpoint without a table of sessions: the cookie's value is a keyed proof that names an
 * endpoint, and every node that has the key can tell which.
 */
@NullMarked
package flotilla.node.sticky;

import org.jspecify.annotations.NullMarked;
