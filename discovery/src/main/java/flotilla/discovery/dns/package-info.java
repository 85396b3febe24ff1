/**
 * Endpoints from DNS: the addresses of a name ({@code dns://shop.example:80}) or the targets of a service ({@code
 * srv://_http._tcp.shop.example}), asked again when their time to live is over.
 */
@NullMarked
package flotilla.discovery.dns;

import org.jspecify.annotations.NullMarked;
