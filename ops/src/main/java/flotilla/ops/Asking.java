package flotilla.ops;

import flotilla.ops.status.Told;
import java.io.IOException;

/** A command that asks a node for something, or to change something. */
interface Asking {

    /** @throws IOException naming the address and what was answered */
    Told ask() throws IOException, InterruptedException;

    /** One that is not below another, and says how the answer is printed. */
    interface Printed extends Asking {

        /** Whether as the node said it. */
        boolean json();
    }
}
