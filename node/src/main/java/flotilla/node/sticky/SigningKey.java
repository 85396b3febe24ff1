package flotilla.node.sticky;

import flotilla.discovery.InvalidValue;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A secret of the fleet, and what it signs: HMAC-SHA-256 (RFC 2104), of which the first 128 bits are kept (its section 5). Without
 * the secret a proof can neither be made nor be traced to the address that it stands for, however few addresses there are.
 */
public final class SigningKey {

    public static final int MIN_BYTES = 32;

    /** A block of SHA-256: more would be hashed to less. */
    public static final int MAX_BYTES = 64;

    private static final String ALGORITHM = "HmacSHA256";
    private static final int ID_BYTES = 4;

    private final byte[] secret;
    private final String id;

    private SigningKey(byte[] secret) {
        this.secret = secret;
        this.id = HexFormat.of().formatHex(mac("flotilla key id"), 0, ID_BYTES);
    }

    /** @param secret random, {@value #MIN_BYTES} to {@value #MAX_BYTES} bytes */
    public static SigningKey of(byte[] secret) {
        InvalidValue.require(
                secret.length >= MIN_BYTES && secret.length <= MAX_BYTES,
                "key",
                secret.length + " bytes",
                MIN_BYTES + " to " + MAX_BYTES + " random bytes");
        return new SigningKey(secret.clone());
    }

    /** Names the key in logs, the same on every node, and tells nothing of the secret. */
    public String id() {
        return id;
    }

    /** What stands for the endpoint. The lengths keep one pair of names from being read as another. */
    Token sign(String upstream, String authority) {
        return Token.of(mac("flotilla sticky " + upstream.length() + " " + upstream + " " + authority));
    }

    private byte[] mac(String text) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret, ALGORITHM));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SigningKey key && MessageDigest.isEqual(secret, key.secret);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    /** Its id alone. */
    @Override
    public String toString() {
        return id;
    }
}
