package flotilla.node.cluster;

import flotilla.discovery.InvalidValue;
import java.nio.charset.StandardCharsets;

/**
 * What stands on a node's {@link Board}.
 *
 * @param place where that is kept: only those who keep it in the same place have anything to tell each other
 * @param revision of that place, where it counts them; 0 otherwise
 * @param digest of the text: equal ones are the same text
 * @param text the whole; empty if it is only told of
 */
public record Posting(String place, long revision, long digest, String text) {

    /** The longest text, in bytes of UTF-8: a message has to hold it. */
    public static final int MAX_TEXT = 900_000;

    private static final int MAX_PLACE = 512;

    public Posting {
        InvalidValue.require(place.length() <= MAX_PLACE, "place", place.length(), "at most " + MAX_PLACE);
        InvalidValue.require(revision >= 0, "revision", revision, ">= 0");
        int bytes = text.getBytes(StandardCharsets.UTF_8).length;
        InvalidValue.require(bytes <= MAX_TEXT, "text", bytes + " bytes", "at most " + MAX_TEXT);
    }

    /** Tells of it without the text. */
    public Posting head() {
        return new Posting(place, revision, digest, "");
    }

    /** Whether it is only told of. */
    public boolean isHead() {
        return text.isEmpty();
    }
}
