/**
 * TLS towards endpoints as a matter of policy: whom an upstream trusts, as whom it shows itself, and by which name an
 * endpoint must prove itself. Knows no connections; those of the data path and of health checks ask here.
 */
@NullMarked
package flotilla.node.tls;

import org.jspecify.annotations.NullMarked;
