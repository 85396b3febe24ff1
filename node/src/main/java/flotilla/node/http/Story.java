package flotilla.node.http;

import flotilla.node.balance.LiveEndpoint;
import flotilla.node.resilience.Failure;
import flotilla.node.resilience.Sent;
import org.jspecify.annotations.Nullable;

/** Hears what is done for one request, step by step, and tells it in the answer's head. */
interface Story {

    /** Nobody asked: nothing is kept. */
    Story NONE = new Story() {};

    /**
     * A drill makes trouble.
     *
     * @param delayNanos until the request goes on; 0: at once
     * @param status that it is answered with in place of going on; 0: it goes on
     */
    default void injected(long delayNanos, int status) {}

    /**
     * A try begins.
     *
     * @param by who chose the endpoint: the balancer's name, or {@code sticky}
     */
    default void tried(LiveEndpoint endpoint, String by) {}

    /** The breaker of a chosen endpoint lets no try through. */
    default void refused(LiveEndpoint endpoint) {}

    /** The try there has got an answer, which may still be passed on or not. */
    default void answered(LiveEndpoint endpoint, int status) {}

    /** The try there has failed. */
    default void failed(LiveEndpoint endpoint, Failure failure, Sent sent) {}

    /** The try there is given up, as another has the answer. */
    default void outrun(LiveEndpoint endpoint) {}

    /** Another try follows in its place. */
    default void again(long delayNanos) {}

    /** No other try follows, in one word why. */
    default void enough(String because) {}

    /**
     * Adds all of it to other lines of the answer's head.
     *
     * @param failure what is answered with, if that is no endpoint's answer
     */
    default byte[] with(byte[] lines, Exchange exchange, @Nullable Failure failure) {
        return lines;
    }
}
