package flotilla.node.cluster.hazelcast;

import flotilla.discovery.InvalidValue;
import flotilla.node.cluster.Member;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * What goes over the topic: who sends it, what for, and the message. The sender stands in it because Hazelcast's own names of
 * members change when two halves of a cluster merge.
 *
 * <pre>
 *   byte 0      version, 1
 *   byte 1      kind: 0 message, 1 hello, 2 here
 *   bytes 2-9   the sender's epoch
 *   byte 10     length of the sender's node id, then the id in ASCII
 *   the rest    the message
 * </pre>
 */
final class Envelope {

    private static final byte VERSION = 1;
    private static final int FIXED = 11;

    private final Kind kind;
    private final Member from;
    private final byte[] message;

    /** What a member has to say. */
    enum Kind {
        /** What its node gave it to send. */
        MESSAGE((byte) 0),
        /** It is there and hears; whoever else does may say so. */
        HELLO((byte) 1),
        /** It is there and hears. */
        HERE((byte) 2);

        private final byte code;

        Kind(byte code) {
            this.code = code;
        }

        private static Optional<Kind> of(byte code) {
            return Arrays.stream(values()).filter(kind -> kind.code == code).findFirst();
        }
    }

    private Envelope(Kind kind, Member from, byte[] message) {
        this.kind = kind;
        this.from = from;
        this.message = message;
    }

    static byte[] hello(Member from) {
        return new Envelope(Kind.HELLO, from, new byte[0]).bytes();
    }

    static byte[] here(Member from) {
        return new Envelope(Kind.HERE, from, new byte[0]).bytes();
    }

    static byte[] message(Member from, byte[] message) {
        return new Envelope(Kind.MESSAGE, from, message).bytes();
    }

    Kind kind() {
        return kind;
    }

    Member from() {
        return from;
    }

    /** The message, which is the caller's. */
    byte[] message() {
        return message;
    }

    private byte[] bytes() {
        var node = from.node().getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(FIXED + node.length + message.length)
                .put(VERSION)
                .put(kind.code)
                .putLong(from.epoch())
                .put((byte) node.length)
                .put(node)
                .put(message)
                .array();
    }

    /** Reads what was received; empty if it is nothing that this version understands. */
    static Optional<Envelope> read(byte[] bytes) {
        if (bytes.length < FIXED || bytes[0] != VERSION) {
            return Optional.empty();
        }
        int end = FIXED + Byte.toUnsignedInt(bytes[10]);
        var kind = Kind.of(bytes[1]);
        if (end > bytes.length || kind.isEmpty()) {
            return Optional.empty();
        }
        try {
            var node = new String(bytes, FIXED, end - FIXED, StandardCharsets.US_ASCII);
            var from = new Member(node, ByteBuffer.wrap(bytes).getLong(2));
            return Optional.of(new Envelope(kind.get(), from, Arrays.copyOfRange(bytes, end, bytes.length)));
        } catch (InvalidValue e) {
            return Optional.empty();
        }
    }
}
