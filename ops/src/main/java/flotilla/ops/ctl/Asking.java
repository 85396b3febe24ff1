package flotilla.ops.ctl;

import flotilla.ops.status.NodeClient;
import flotilla.ops.status.RefusedCall;
import flotilla.ops.status.Told;
import java.io.IOException;

/** A command that asks a node for something, or to change something. */
interface Asking {

    /** Where the node is, and how it is asked. */
    Place place();

    /**
     * Asks.
     *
     * @throws IOException naming the address, if it cannot be reached
     */
    Told ask(NodeClient node) throws IOException, InterruptedException, RefusedCall;
}
