package flotilla.node.http;

import flotilla.node.resilience.Failure;
import flotilla.node.resilience.Sent;

/** Decides what to do when a try has failed. */
interface Recovery {
    void failed(Exchange exchange, Failure failure, Sent sent);
}
