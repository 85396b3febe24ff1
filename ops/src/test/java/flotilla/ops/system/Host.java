package flotilla.ops.system;

import java.net.InetSocketAddress;
import java.util.List;

/**
 * Where processes of a test run.
 *
 * @param address by which its neighbours know it
 * @param control by which this test reaches it, whatever happens between the neighbours
 * @param command what starts a program there, in front of the program
 */
record Host(String address, String control, List<String> command) {

    static final Host HERE = new Host("127.0.0.1", "127.0.0.1", List.of());

    InetSocketAddress at(int port) {
        return new InetSocketAddress(control, port);
    }
}
