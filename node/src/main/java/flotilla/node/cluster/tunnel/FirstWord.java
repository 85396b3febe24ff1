package flotilla.node.cluster.tunnel;

/**
 * The bytes that open a connection through the tunnel, after the handshake. In TLS 1.3 the side that dials has its handshake
 * behind it before the other has looked at its certificate; only the other's word says that it was believed.
 */
final class FirstWord {

    /** From the side that dials: it only wants to know whether it may come in. */
    static final int ASK = 'a';

    /** From the side that dials: everything that follows is for the member. */
    static final int ENTER = 'e';

    /** From the other side: come in. */
    static final int WELCOME = 'w';

    private FirstWord() {}
}
