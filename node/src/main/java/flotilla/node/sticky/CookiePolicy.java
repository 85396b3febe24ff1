package flotilla.node.sticky;

import flotilla.discovery.InvalidValue;
import flotilla.node.balance.Mixed;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Locale;

/**
 * The cookie that binds a session to an endpoint, and its attributes (RFC 6265 section 4.1). Always HttpOnly, and for the
 * host alone that set it.
 *
 * @param cookie its name; empty: one that follows from the upstream's name, so that two upstreams of one host do not
 *     overwrite each other's
 * @param maxAge how long a client keeps it, from the choice on; zero: as long as its session
 * @param path the paths that the client sends it with
 */
public record CookiePolicy(String cookie, Duration maxAge, SameSite sameSite, SecureRule secure, String path) {

    /** As long as the client's session, for all paths. */
    public static final CookiePolicy DEFAULT = new CookiePolicy("", Duration.ZERO, SameSite.LAX, SecureRule.AUTO, "/");

    /** On whose requests the client sends the cookie. */
    public enum SameSite {
        LAX,
        STRICT,
        NONE
    }

    /** Whether the client may send the cookie over TLS only. */
    public enum SecureRule {
        /** If it came over TLS, as far as a trusted proxy tells. */
        AUTO,
        ALWAYS,
        NEVER
    }

    public CookiePolicy {
        InvalidValue.require(
                cookie.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]{0,64}"),
                "cookie",
                cookie,
                "a token of letters, digits and !#$%&'*+-.^_`|~, at most 64 (RFC 6265 section 4.1.1)");
        InvalidValue.require(
                !maxAge.isNegative() && maxAge.equals(Duration.ofSeconds(maxAge.toSeconds())),
                "maxAge",
                maxAge,
                "whole seconds, 0 for the client's session");
        InvalidValue.require(
                path.matches("/[!-~&&[^;]]{0,127}"), "path", path, "a path that begins with /, at most 128, without ;");
        InvalidValue.require(
                sameSite != SameSite.NONE || secure == SecureRule.ALWAYS,
                "sameSite",
                "none",
                "lax or strict, or secure: always beside it, as clients drop the cookie otherwise");
        // RFC 6265bis section 4.1.3.
        var prefix = cookie.toLowerCase(Locale.ROOT);
        boolean ofHost = prefix.startsWith("__host-");
        InvalidValue.require(
                !ofHost && !prefix.startsWith("__secure-") || secure == SecureRule.ALWAYS,
                "cookie",
                cookie,
                "another name, or secure: always beside it, as clients drop a cookie of this name otherwise");
        InvalidValue.require(
                !ofHost || path.equals("/"),
                "cookie",
                cookie,
                "another name, or / as its path, as clients drop a cookie of this name otherwise");
    }

    /** The cookie's name for an upstream. */
    String nameFor(String upstream) {
        return cookie.isEmpty() ? "flotilla-" + HexFormat.of().toHexDigits((int) Mixed.hash(upstream)) : cookie;
    }

    /**
     * The lines that give a client its cookie. Shared caches are kept from storing them, or one client's cookie would
     * become everybody's.
     *
     * @param overTls whether the client came over TLS
     */
    String lines(String name, Token token, boolean overTls) {
        boolean secured = secure == SecureRule.ALWAYS || secure == SecureRule.AUTO && overTls;
        return "Set-Cookie: " + name + "=" + token.text() + "; Path=" + path
                + (maxAge.isZero() ? "" : "; Max-Age=" + maxAge.toSeconds())
                + "; HttpOnly; SameSite="
                + switch (sameSite) {
                    case LAX -> "Lax";
                    case STRICT -> "Strict";
                    case NONE -> "None";
                }
                + (secured ? "; Secure" : "")
                + "\r\nCache-Control: private\r\n";
    }
}
