package flotilla.ops.config;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** What this machine calls itself. */
final class HostName {

    private HostName() {}

    /** Without its domain; empty if it has no name that can be found out. */
    static String ofThisMachine() {
        try {
            return InetAddress.getLocalHost().getHostName().replaceAll("\\..*", "");
        } catch (UnknownHostException e) {
            return "";
        }
    }
}
