package flotilla.ops.ctl;

import flotilla.ops.ctl.LocalFile.Unusable;
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
     * @throws Unusable naming the file, if it is to be sent and cannot be read
     */
    Told ask(NodeClient node) throws IOException, InterruptedException, RefusedCall, Unusable;
}
