package flotilla.ops.access;

import flotilla.discovery.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/**
 * A secret that a caller shows, and what a configuration keeps of it.
 *
 * <p>It is 256 random bits, so its hash is SHA-256 and not one that is slow on purpose: slowness makes up for secrets that can be
 * guessed, which these cannot be, and would let whoever sends wrong ones keep the node busy. That nothing else than such a token
 * is ever taken is the form's work: a word somebody thought of does not have it.
 */
public final class Token {

    private static final String PREFIX = "flt_";
    private static final int BYTES = 32;
    private static final String FORM = PREFIX + "[A-Za-z0-9_-]{43}";
    private static final String HASH_PREFIX = "sha256:";

    private Token() {}

    /** @param random one that cannot be foreseen */
    public static String make(RandomGenerator random) {
        var secret = new byte[BYTES];
        random.nextBytes(secret);
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    }

    public static boolean hasForm(String token) {
        return token.matches(FORM);
    }

    /** What stands in a configuration in the place of a token. */
    public static String hash(String token) {
        return HASH_PREFIX + HexFormat.of().formatHex(Sha256.of(token));
    }

    static boolean isHash(String text) {
        return text.matches(HASH_PREFIX + "[0-9a-f]{64}");
    }

    /** Takes as long for any two. */
    static boolean same(String one, String other) {
        return MessageDigest.isEqual(
                one.getBytes(StandardCharsets.US_ASCII), other.getBytes(StandardCharsets.US_ASCII));
    }
}
