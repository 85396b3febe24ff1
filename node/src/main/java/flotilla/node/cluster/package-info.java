/**
 * The fleet: what nodes tell one another, and what follows from it. Each node broadcasts its own state alone, whole and
 * often; receivers keep the newest of each and let it fade, so nothing here is a shared counter, a lock or a remote
 * read, and no request waits for it.
 */
@NullMarked
package flotilla.node.cluster;

import org.jspecify.annotations.NullMarked;
