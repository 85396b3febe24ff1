package flotilla.ops.process.upgrade;

import java.nio.channels.ServerSocketChannel;

/**
 * A listening socket on its way to another process.
 *
 * @param owner the kind of its user and its name: {@code listener web}, {@code admin}
 */
public record HandedSocket(String owner, ServerSocketChannel channel) {

    /** The owner that the admin port is. */
    public static final String ADMIN = "admin";

    /** The owner that a listener of this name is. */
    public static String listener(String name) {
        return "listener " + name;
    }
}
