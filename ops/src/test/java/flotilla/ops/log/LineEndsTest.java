package flotilla.ops.log;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import org.junit.jupiter.api.Test;

class LineEndsTest {

    /** Takes as many bytes as there is room for, and then none. */
    private static final class SmallDisk implements WritableByteChannel {

        private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
        private int room;

        @Override
        public int write(ByteBuffer source) throws IOException {
            if (room == 0) {
                throw new IOException("no space left on device");
            }
            int length = Math.min(room, source.remaining());
            var piece = new byte[length];
            source.get(piece);
            taken.writeBytes(piece);
            room -= length;
            return length;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }

    private final SmallDisk disk = new SmallDisk();
    private final LineEnds lines = new LineEnds();

    private void write(String text) throws IOException {
        var bytes = ByteBuffer.wrap(text.getBytes(US_ASCII));
        while (bytes.hasRemaining()) {
            lines.write(bytes, disk);
        }
    }

    private String taken() {
        return disk.taken.toString(US_ASCII);
    }

    @Test
    void whatADiskTookHalfOfIsALineOfItsOwnOnceThereIsRoomAgain() throws Exception {
        disk.room = 10;
        assertThatThrownBy(() -> write("first\nsecond\nthird\n")).isInstanceOf(IOException.class);
        lines.failed();
        assertThatThrownBy(() -> write("lost\n")).isInstanceOf(IOException.class);
        lines.failed();

        disk.room = 100;
        write("fourth\n");
        write("fifth\n");

        assertThat(taken()).isEqualTo("first\nseco\nfourth\nfifth\n");
    }

    @Test
    void aLineThatIsWholeGetsNoSecondEnd() throws Exception {
        disk.room = 6;
        assertThatThrownBy(() -> write("first\nsecond\n")).isInstanceOf(IOException.class);
        lines.failed();

        disk.room = 100;
        write("third\n");

        assertThat(taken()).isEqualTo("first\nthird\n");
    }

    @Test
    void aLineInTwoPiecesStaysOne() throws Exception {
        disk.room = 100;
        write("fir");
        write("st\n");

        assertThat(taken()).isEqualTo("first\n");
    }

    @Test
    void anotherFileBeginsWithALine() throws Exception {
        disk.room = 3;
        assertThatThrownBy(() -> write("first\n")).isInstanceOf(IOException.class);
        lines.failed();

        lines.begin();
        disk.room = 100;
        write("second\n");

        assertThat(taken()).isEqualTo("firsecond\n");
    }

    /** Nobody says how much of it was taken, so a line that was refused whole leaves an empty one. */
    @Test
    void whatAStreamRefusedIsALineOfItsOwnToo() throws Exception {
        var stream = Channels.newOutputStream(disk);
        disk.room = 3;
        assertThatThrownBy(() -> lines.write("first\n".getBytes(US_ASCII), stream))
                .isInstanceOf(IOException.class);
        lines.failed();

        disk.room = 100;
        lines.write("second\n".getBytes(US_ASCII), stream);
        lines.write("third\n".getBytes(US_ASCII), stream);

        assertThat(taken()).isEqualTo("fir\nsecond\nthird\n");
    }
}
