package flotilla.node.http;

import flotilla.node.balance.LiveEndpoint;
import flotilla.node.io.http1.CookieFields;
import flotilla.node.io.http1.HeaderKind;
import flotilla.node.sticky.StickyTable;
import flotilla.node.sticky.StickyTable.Claim;
import org.jspecify.annotations.Nullable;

/** The cookie of a sticky session, in a request and in its answer. */
final class SessionCookie {

    private static final byte[] NOTHING = {};

    private SessionCookie() {}

    /** What the client's cookie says, for the first try alone: a later one has the named endpoint behind it, refused or tried. */
    static @Nullable Claim claim(Exchange exchange, StickyTable sticky) {
        return exchange.attempt().count() > 0 || exchange.attempt().admission().anyRefused()
                ? null
                : CookieFields.first(exchange.head(), sticky.cookie(), sticky, StickyTable::claim);
    }

    /** The lines that the answer of the chosen endpoint needs: none if the client knows. */
    static byte[] lines(Exchange exchange, StickyTable sticky, @Nullable Claim claim, LiveEndpoint chosen) {
        return claim != null && claim.current()
                ? NOTHING
                : sticky.lines(chosen, sticky.asksForTls() && overTls(exchange));
    }

    /** By the first of a list, which is what the outermost proxy saw: it is the client's own connection that counts. */
    private static boolean overTls(Exchange exchange) {
        var told = exchange.trusted() ? exchange.head().header(HeaderKind.X_FORWARDED_PROTO) : null;
        return told != null && told.split(",", 2)[0].strip().equalsIgnoreCase("https");
    }
}
