package flotilla.discovery;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/** A watch of an upstream's sources, which may be replaced by others while it goes on. */
public interface UpstreamWatch extends Sources.Watch {

    /**
     * Prepares to watch these in place of the present sources. Those that stay are not opened anew; nothing is told of the
     * others before {@link Turn#take}. One turn at a time.
     *
     * @throws InvalidValue if one of the URIs is not understood; then nothing has changed
     */
    Turn turn(List<URI> uris);

    /**
     * Other sources that are about to count. For a change that has to be one step with others: {@link #start}, wait until
     * all are {@link #heard} or for as long as one may, {@link #take} what is known, publish it with the rest, {@link
     * #release}. What sources say in between is told then, in its order.
     */
    interface Turn {

        /** Begins to watch those that are new. */
        void start();

        /** Whether each of the sources has listed its endpoints. */
        boolean heard();

        /**
         * Lets them count, and tells the listener nothing until {@link #release}.
         *
         * <p>Those that leave are closed, but not before all that are new have spoken: their endpoints serve until then, as
         * losing sight of a source is never an empty list.
         *
         * @return what they list together; empty if none of them has spoken
         */
        Optional<Upstream> take();

        /** Tells what was said since {@link #take}, and all that follows. */
        void release();

        /** In place of {@link #take}: closes what was opened; all stays as it was. */
        void abandon();
    }
}
