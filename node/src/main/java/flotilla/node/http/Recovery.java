package flotilla.node.http;

import flotilla.node.io.http1.ResponseHead;
import flotilla.node.resilience.Failure;
import flotilla.node.resilience.Sent;

/** Decides what to do when a try has failed. */
interface Recovery {

    /** Goes on: with another try, or with the failure. */
    void failed(Exchange exchange, Failure failure, Sent sent);

    /** In place of a time: no other try is to be made, as one is under way. */
    long LEFT_TO_OTHER = Long.MAX_VALUE;

    /**
     * Looks at an answer of 400 and above, before anything of it has gone to the client.
     *
     * @return nanoseconds until another try, which is to be made in its place, or {@link #LEFT_TO_OTHER}; negative: it is passed on
     */
    long answered(Exchange exchange, Attempt tried, ResponseHead head);
}
