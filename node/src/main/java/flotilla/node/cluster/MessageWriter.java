package flotilla.node.cluster;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Bytes of a message as they grow. Numbers are base-128 varints, low group first, without padding; hashes are eight
 * bytes, big end first; text is its length in bytes and UTF-8.
 */
final class MessageWriter {

    private static final int INITIAL = 512;

    private byte[] bytes = new byte[INITIAL];
    private int size;

    /** One byte, of which the low eight bits count. */
    MessageWriter octet(int value) {
        room(1);
        bytes[size++] = (byte) value;
        return this;
    }

    /** A number that is not negative. */
    MessageWriter number(long value) {
        if (value < 0) {
            throw new IllegalArgumentException(value + " (expected: not negative)");
        }
        room(9);
        long rest = value;
        while (rest > 0x7f) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
        return this;
    }

    MessageWriter hash(long value) {
        room(Long.BYTES);
        for (int shift = 56; shift >= 0; shift -= 8) {
            bytes[size++] = (byte) (value >>> shift);
        }
        return this;
    }

    MessageWriter text(String value) {
        return block(value.getBytes(StandardCharsets.UTF_8));
    }

    /** A length, and so many bytes. */
    MessageWriter block(byte[] content) {
        number(content.length);
        room(content.length);
        System.arraycopy(content, 0, bytes, size, content.length);
        size += content.length;
        return this;
    }

    int size() {
        return size;
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    private void room(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }
}
