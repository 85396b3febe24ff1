package flotilla.discovery;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports for processes that must be told theirs in advance, and keep them over a restart. A port that the system hands out
 * for binding to 0 can be given to any outgoing connection as soon as it is let go; so these are from below the range
 * that the system hands out (Linux: 32768 and above), and are seen to be free for TCP and UDP.
 */
public final class FreePorts {

    private static final int FIRST = 12_000;
    private static final int LAST = 32_000;
    private static final int TRIES = 1_000;

    private FreePorts() {}

    public static int next() {
        for (int i = 0; i < TRIES; i++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
            if (free(port)) {
                return port;
            }
        }
        throw new IllegalStateException("no free port between " + FIRST + " and " + LAST);
    }

    private static boolean free(int port) {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        try (var tcp = new ServerSocket();
                var udp = new DatagramSocket(null)) {
            tcp.setReuseAddress(true);
            tcp.bind(address);
            udp.bind(address);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
