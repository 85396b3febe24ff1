package flotilla.ops.access;

import flotilla.discovery.InvalidValue;

/**
 * A token that is taken.
 *
 * @param hash of it, as {@code flotilla ctl token} tells it; the token itself stands nowhere
 */
public record TokenPolicy(String hash, Role role) {

    public TokenPolicy {
        // The value may be the token itself, by mistake: it must not get into a log.
        InvalidValue.require(
                Token.isHash(hash),
                "hash",
                InvalidValue.HIDDEN,
                "sha256: and 64 hexadecimal digits, from flotilla ctl token");
    }
}
