package flotilla.node.cluster;

import flotilla.node.cluster.RefusedMessage.Reason;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Reads what {@link MessageWriter} wrote, and nothing else: a number that is padded or larger than a long, text that is
 * not UTF-8, or bytes that end early are refused. Nothing is allocated on the word of a length before the bytes for it
 * are seen.
 */
final class MessageReader {

    private static final int GROUPS = 9;

    private final byte[] bytes;
    private final int end;
    private int position;

    MessageReader(byte[] bytes) {
        this(bytes, 0, bytes.length);
    }

    private MessageReader(byte[] bytes, int position, int end) {
        this.bytes = bytes;
        this.position = position;
        this.end = end;
    }

    int octet() throws RefusedMessage {
        need(1);
        return bytes[position++] & 0xff;
    }

    long number() throws RefusedMessage {
        long value = 0;
        for (int group = 0; group < GROUPS; group++) {
            int next = octet();
            value |= (long) (next & 0x7f) << 7 * group;
            if (next < 0x80) {
                if (next == 0 && group > 0) {
                    throw new RefusedMessage(Reason.MALFORMED, "a padded number");
                }
                return value;
            }
        }
        throw new RefusedMessage(Reason.MALFORMED, "a number of more than 63 bits");
    }

    /** A number that fits an int. */
    int count() throws RefusedMessage {
        long value = number();
        if (value > Integer.MAX_VALUE) {
            throw new RefusedMessage(Reason.MALFORMED, "a count of " + value);
        }
        return (int) value;
    }

    /** How many items follow, of {@code least} bytes each or more: never more than there is room for. */
    int items(int least) throws RefusedMessage {
        int count = count();
        need((long) count * least);
        return count;
    }

    long hash() throws RefusedMessage {
        need(Long.BYTES);
        long value = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            value = value << 8 | bytes[position++] & 0xff;
        }
        return value;
    }

    String text() throws RefusedMessage {
        int length = items(1);
        try {
            var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, position, length));
            position += length;
            return text.toString();
        } catch (CharacterCodingException e) {
            throw new RefusedMessage(Reason.MALFORMED, "text that is not UTF-8");
        }
    }

    /** What a block holds, to be read on its own; this reader goes on after it. */
    MessageReader block() throws RefusedMessage {
        int length = items(1);
        var block = new MessageReader(bytes, position, position + length);
        position += length;
        return block;
    }

    boolean hasMore() {
        return position < end;
    }

    /** Refuses what is left over. */
    void end() throws RefusedMessage {
        if (hasMore()) {
            throw new RefusedMessage(Reason.MALFORMED, end - position + " bytes too many");
        }
    }

    private void need(long count) throws RefusedMessage {
        if (end - position < count) {
            throw new RefusedMessage(Reason.TRUNCATED, count - (end - position) + " bytes are missing");
        }
    }
}
