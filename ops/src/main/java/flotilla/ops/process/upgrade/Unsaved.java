package flotilla.ops.process.upgrade;

import flotilla.discovery.Sha256;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A configuration that the old process runs by and that came from no file, as it tells of it: the new one reads the file.
 *
 * @param digest of its text
 * @param revision its number
 * @param by who let it count
 */
public record Unsaved(String digest, long revision, String by) {

    private static final int DIGEST_BYTES = 8;

    public static Unsaved of(String text, long revision, String by) {
        return new Unsaved(digest(text), revision, by);
    }

    /** Whether it says the same as this text. */
    public boolean is(String text) {
        return digest.equals(digest(text));
    }

    /** As one line; a later version may add words to it. */
    String line() {
        return digest + " " + revision + " " + by;
    }

    static Optional<Unsaved> parse(String line) {
        var words = line.split(" ", 3);
        return words.length == 3 && words[1].matches("[0-9]{1,18}")
                ? Optional.of(new Unsaved(words[0], Long.parseLong(words[1]), words[2]))
                : Optional.empty();
    }

    private static String digest(String text) {
        return HexFormat.of().formatHex(Sha256.of(text), 0, DIGEST_BYTES);
    }
}
