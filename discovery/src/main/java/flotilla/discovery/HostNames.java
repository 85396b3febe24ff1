package flotilla.discovery;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Looks host names up, off the caller's thread: the system's resolver blocks. */
@FunctionalInterface
public interface HostNames {

    /** Looks a name up; the answer, null if there is none, comes from another thread. */
    void lookUp(String name, Consumer<@Nullable InetAddress> answer);

    /** The system's resolver, on a virtual thread for each look-up. */
    static HostNames system() {
        return (name, answer) -> Thread.startVirtualThread(() -> answer.accept(addressOf(name)));
    }

    private static @Nullable InetAddress addressOf(String name) {
        try {
            return InetAddress.getByName(name);
        } catch (UnknownHostException e) {
            return null;
        }
    }
}
