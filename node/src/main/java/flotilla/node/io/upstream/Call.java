package flotilla.node.io.upstream;

import flotilla.node.io.http1.ResponseHead;
import flotilla.node.resilience.Failure;
import java.nio.ByteBuffer;

/**
 * One attempt at one endpoint, as the pool and the connection see it. All calls come on the I/O thread; after {@link
 * #notConnected} or {@link #broken}, or the last {@link #body}, no other follows.
 */
public interface Call {

    /** A connection is being opened: its time limit begins. */
    void connecting();

    /** The connection stands, and TLS begins on it, with a time limit of its own. */
    void handshaking();

    /** The connection is this call's own until its answer is whole. */
    void connected(UpstreamConnection connection);

    /** There is no connection to be had; nothing was sent. */
    void notConnected(Failure failure);

    /** The endpoint has taken some of the request after a while of taking nothing. */
    void progressed();

    /** The whole request has been handed to the socket: the wait for the answer begins. */
    void requestSent();

    /** The client's body is broken or its sender is gone: the request cannot be finished. */
    void requestBroken(Failure failure);

    /** An interim answer (1xx but 101) has come. */
    void informational(ResponseHead head);

    /** The answer's head has come. */
    void head(ResponseHead head);

    /**
     * A piece of the answer's body has come, with {@link flotilla.node.io.IoThread#HEAD_ROOM} bytes free in front and
     * {@link flotilla.node.io.IoThread#TAIL_ROOM} behind. The callee writes or copies all of it.
     *
     * @param last whether the body ends with it; may be empty then. The connection is no longer this call's own
     * @return false if no more can be taken until {@link UpstreamConnection#resume}
     */
    boolean body(ByteBuffer data, boolean last);

    /** The connection failed before the answer was whole. */
    void broken(Failure failure);
}
