package flotilla.node.sticky;

import flotilla.node.balance.LiveEndpoint;
import flotilla.node.sticky.StickyTable.Claim;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Everything about cookies that is known of an endpoint beforehand: whatever names it, and the lines that do. */
final class Ticket {

    private final List<Claim> claims;
    private final byte[] plain;
    private final byte[] secure;

    private Ticket(List<Claim> claims, byte[] plain, byte[] secure) {
        this.claims = List.copyOf(claims);
        this.plain = plain;
        this.secure = secure;
    }

    static Ticket of(LiveEndpoint endpoint, String cookie, CookiePolicy policy, SigningKeys keys) {
        var claims = new ArrayList<Claim>();
        for (var key : keys.keys()) {
            var token = key.sign(endpoint.upstream(), endpoint.authority());
            // The first of the keys signs.
            claims.add(new Claim(token, endpoint, claims.isEmpty()));
        }
        var token = claims.getFirst().token();
        return new Ticket(claims, bytes(policy.lines(cookie, token, false)), bytes(policy.lines(cookie, token, true)));
    }

    private static byte[] bytes(String lines) {
        return lines.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** One for each key. */
    List<Claim> claims() {
        return claims;
    }

    /** What gives the cookie to a client. */
    byte[] lines(boolean overTls) {
        return overTls ? secure : plain;
    }
}
