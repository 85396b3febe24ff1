/**
 * An HTTP API that is described once: each operation stands beside its description, from which its inputs are checked, its
 * route is found, and the OpenAPI document is made. It knows no server, and nothing of what the operations are about.
 */
@NullMarked
package flotilla.ops.rest;

import org.jspecify.annotations.NullMarked;
