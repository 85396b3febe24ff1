package flotilla.ops.settings;

import flotilla.discovery.Sha256;
import flotilla.node.cluster.Posting;
import java.nio.ByteBuffer;

/**
 * A document together with its text.
 *
 * @param digest the beginning of the text's SHA-256: equal ones are the same document
 */
public record Sheet(Document document, String text, long digest) {

    public static Sheet of(Document document) {
        var text = DocumentJson.write(document);
        return new Sheet(document, text, digest(text));
    }

    private static long digest(String text) {
        return ByteBuffer.wrap(Sha256.of(text)).getLong();
    }

    /** What tells this version from others. */
    public String version() {
        return "%016x".formatted(digest);
    }

    Posting posting(String place, long revision) {
        return new Posting(place, revision, digest, text);
    }
}
