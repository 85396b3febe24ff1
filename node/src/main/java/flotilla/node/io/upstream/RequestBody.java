package flotilla.node.io.upstream;

import flotilla.node.io.http1.Trailers;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A client's request body as its endpoint's connection draws it, without framing. */
public interface RequestBody {

    /** The length told in advance, or -1 if it is not known. */
    long length();

    /**
     * Reads what there is into {@code target}, from its position on.
     *
     * @return bytes read; 0 if there are none now: {@link UpstreamConnection#bodyReadable} is called when there are; -1 at the end
     * @throws IOException if the client is gone or its framing is broken
     */
    int read(ByteBuffer target) throws IOException;

    /** Whether any of it has been read: then no other endpoint can get the whole. */
    boolean started();

    /** The trailer fields, once {@link #read} has returned -1. */
    Trailers trailers();
}
