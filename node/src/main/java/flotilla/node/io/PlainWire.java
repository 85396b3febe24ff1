package flotilla.node.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** The socket's own bytes. */
public record PlainWire(SocketChannel channel) implements Wire {

    @Override
    public int read(ByteBuffer target) throws IOException {
        return channel.read(target);
    }

    @Override
    public boolean write(ByteBuffer source) throws IOException {
        if (source.hasRemaining()) {
            channel.write(source);
        }
        return !source.hasRemaining();
    }

    @Override
    public boolean flush() {
        return true;
    }

    @Override
    public boolean ended() {
        return false;
    }

    @Override
    public void close() {}
}
