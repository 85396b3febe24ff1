package flotilla.node.http;

import flotilla.node.io.http1.BodyDecoder;
import flotilla.node.io.http1.RequestHead;
import flotilla.node.io.http1.ResponseHead;
import flotilla.node.io.http1.Trailers;
import flotilla.node.io.upstream.RequestBody;
import flotilla.node.resilience.Failure;
import flotilla.node.route.Page;
import flotilla.node.route.StaticAnswer;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** The client's side of an {@link Exchange}: what a front tells of a request, and what it does with the answer. */
public abstract class ClientSide {

    /** The request's head; until its end. */
    public abstract RequestHead head();

    /** The body to come, or null if there is none. */
    public abstract @Nullable RequestBody body();

    /** The largest body that {@link #body} lets through from now on; -1: any. */
    public abstract void limitBody(long maxBytes);

    /** Whether the client's word on where a request came from is believed. */
    public abstract boolean trusted();

    /** Whether it asks for its story, and whom it is from may hear it. */
    public abstract boolean explains();

    /** The fields that tell endpoints of this connection, as bytes of whole lines. */
    public abstract byte[] forwardedLines();

    /** The port that the client connected to. */
    public abstract int listenerPort();

    // What a front does with the answer.

    /** Passes an interim answer on. */
    protected abstract void sendInformational(ResponseHead head);

    /** Takes the final head; it may be written with the first piece of the body. */
    protected abstract void sendHead(ResponseHead head, BodyDecoder.Framing framing);

    /**
     * Writes a piece of the body, or keeps what cannot be written now.
     *
     * @return false if no more can be taken until {@link Exchange#drained}
     */
    protected abstract boolean sendBody(ByteBuffer data, boolean last, Trailers trailers);

    /** Answers with a failure, and a page if there is one; {@link Exchange#completed} follows, here and below. */
    protected abstract void sendFailure(Failure reason, @Nullable Page page);

    protected abstract void sendAnswer(StaticAnswer answer);

    /** Closes the client's connection so that it sees a broken answer. */
    protected abstract void cut();

    /** Whether any byte of the final answer has been handed to the socket. */
    protected abstract boolean committed();

    /** Everybody has heard of the end: what belongs to the request is no longer needed. */
    protected abstract void released();

    // What follows from the head.

    /** The path as the client sent it, without query. */
    public final String path() {
        return head().path();
    }

    /** The first field of this name, or null. */
    public final @Nullable String header(String name) {
        return head().header(name);
    }
}
