package flotilla.ops.log;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/**
 * Keeps a line that was cut from swallowing the next: a disk that is full takes half of one, and the rest of it is given up. As
 * soon as anything can be written again, the half gets its end first. Used by a log's writer alone.
 */
final class LineEnds {

    private static final byte[] END = {'\n'};

    private boolean withinLine;
    private boolean cut;

    /** Writes some bytes of {@code source}, of lines one after the other, and says how many. */
    int write(ByteBuffer source, WritableByteChannel to) throws IOException {
        if (cut) {
            if (to.write(ByteBuffer.wrap(END)) == 0) {
                return 0;
            }
            begin();
        }
        int written = to.write(source);
        if (written > 0) {
            withinLine = source.get(source.position() - 1) != '\n';
        }
        return written;
    }

    /** Writes whole lines to where nobody says how much of them came to be written before an error. */
    void write(byte[] whole, OutputStream to) throws IOException {
        if (cut) {
            to.write(END);
            begin();
        }
        withinLine = true;
        to.write(whole);
        withinLine = false;
    }

    /** What comes next begins a line, whatever was written last. */
    void failed() {
        cut = withinLine;
    }

    /** What comes next goes into another file. */
    void begin() {
        withinLine = false;
        cut = false;
    }
}
