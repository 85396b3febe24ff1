package flotilla.node.sticky;

import java.util.List;
import java.util.Random;

/** Keys of tests, each by its number. */
public final class TestKeys {

    private TestKeys() {}

    public static SigningKey key(int number) {
        var secret = new byte[SigningKey.MIN_BYTES];
        new Random(number).nextBytes(secret);
        return SigningKey.of(secret);
    }

    /** A ring of its own, as each node has one. */
    public static KeyRing ring(List<SigningKey> keys) {
        return KeyRing.of("test.keys", new SigningKeys(keys));
    }
}
