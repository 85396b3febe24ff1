package flotilla.node.sticky;

import flotilla.discovery.InvalidValue;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;

/** The keys that count at one moment: the first signs, all are honoured. */
public record SigningKeys(List<SigningKey> keys) {

    /** More are never needed to change from one to the next, and each costs an entry per endpoint. */
    public static final int MAX = 8;

    public SigningKeys {
        InvalidValue.require(
                !keys.isEmpty() && keys.size() <= MAX, "keys", keys.size() + " keys", "1 to " + MAX + " keys");
        InvalidValue.require(
                new HashSet<>(keys).size() == keys.size(), "keys", "a key that is there twice", "each key once");
        keys = List.copyOf(keys);
    }

    /**
     * Reads keys in base64, one on each line; empty lines and those that begin with # do not count. What is wrong with a
     * line is said without what stands in it.
     */
    public static SigningKeys parse(String text) {
        var keys = new ArrayList<SigningKey>();
        int number = 0;
        for (var line : text.lines().map(String::strip).toList()) {
            number++;
            if (!line.isEmpty() && !line.startsWith("#")) {
                keys.add(key(line, number));
            }
        }
        return new SigningKeys(keys);
    }

    private static SigningKey key(String line, int number) {
        var expected = "at least " + SigningKey.MIN_BYTES + " random bytes in base64, as openssl rand -base64 "
                + SigningKey.MIN_BYTES + " writes them";
        try {
            return SigningKey.of(Base64.getDecoder().decode(line));
        } catch (InvalidValue invalid) {
            throw new InvalidValue("keys", "line " + number + " has " + invalid.value(), expected);
        } catch (IllegalArgumentException notBase64) {
            throw new InvalidValue("keys", "line " + number + " is not base64", expected);
        }
    }

    /** By their ids, the one that signs first. */
    @Override
    public String toString() {
        return keys.toString();
    }
}
