package flotilla.node.http;

import java.net.InetAddress;

/** Says whether a client may send another request now. Called on I/O threads: must not block. */
public interface ClientGate {

    boolean tryAcquire(InetAddress client, long nanos);

    /** Lets everybody in. */
    ClientGate OPEN = (client, nanos) -> true;
}
