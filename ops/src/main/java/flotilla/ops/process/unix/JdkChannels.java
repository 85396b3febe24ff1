package flotilla.ops.process.unix;

import java.io.FileDescriptor;
import java.io.IOException;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.InvocationTargetException;
import java.net.ProtocolFamily;
import java.net.StandardProtocolFamily;
import java.nio.channels.Channel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.spi.SelectorProvider;

/**
 * The JDK's channels and the descriptors behind them. There is no public way from one to the other, so this opens {@code
 * sun.nio.ch}, which the jar's manifest asks for.
 */
public final class JdkChannels {

    private static final String CLOSED = "sockets cannot be handed over: start it with its launcher or by java -jar,"
            + " or with --add-opens java.base/sun.nio.ch=ALL-UNNAMED";

    private JdkChannels() {}

    /**
     * Makes sure that this process may do any of it.
     *
     * @throws UnsupportedOperationException saying what is missing
     */
    public static void require() {
        try {
            Class.forName("sun.nio.ch.SelChImpl").getDeclaredMethod("getFDVal").setAccessible(true);
            Libc.require();
        } catch (ReflectiveOperationException | InaccessibleObjectException e) {
            throw new UnsupportedOperationException(CLOSED, e);
        }
    }

    /** The descriptor of an open channel of sockets. */
    static int descriptor(Channel channel) {
        try {
            var method = Class.forName("sun.nio.ch.SelChImpl").getDeclaredMethod("getFDVal");
            method.setAccessible(true);
            return (int) method.invoke(channel);
        } catch (ReflectiveOperationException | InaccessibleObjectException e) {
            throw new UnsupportedOperationException(CLOSED, e);
        }
    }

    /**
     * The channel of a listening TCP socket that this process has from another; not blocking.
     *
     * @throws IOException if it is no such socket; it stays open then
     */
    public static ServerSocketChannel listening(int descriptor) throws IOException {
        try {
            var newDescriptor = Class.forName("sun.nio.ch.IOUtil").getDeclaredMethod("newFD", int.class);
            newDescriptor.setAccessible(true);
            var constructor = Class.forName("sun.nio.ch.ServerSocketChannelImpl")
                    .getDeclaredConstructor(
                            SelectorProvider.class, ProtocolFamily.class, FileDescriptor.class, boolean.class);
            constructor.setAccessible(true);
            var channel = (ServerSocketChannel) constructor.newInstance(
                    SelectorProvider.provider(),
                    StandardProtocolFamily.INET6,
                    newDescriptor.invoke(null, descriptor),
                    true);
            channel.configureBlocking(false);
            return channel;
        } catch (InvocationTargetException e) {
            throw new IOException("descriptor " + descriptor + " is no listening socket: " + e.getCause(), e);
        } catch (ReflectiveOperationException | InaccessibleObjectException e) {
            throw new UnsupportedOperationException(CLOSED, e);
        }
    }
}
