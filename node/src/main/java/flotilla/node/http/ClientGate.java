package flotilla.node.http;

import java.net.InetAddress;

/** Says whether a client may send another request now. Called on I/O threads: must not block. */
public interface ClientGate {

    /** Lets everybody in. */
    ClientGate OPEN = (client, nanos) -> 0;

    /** Counts the request and answers 0, or refuses it and answers after how many seconds to come again. */
    long secondsUntil(InetAddress client, long nanos);
}
