/** What the admin port serves of a node: its API, one class for each kind of resource, and the pages for other programs. */
@NullMarked
package flotilla.ops.api;

import org.jspecify.annotations.NullMarked;
