package flotilla.node.health;

import flotilla.node.balance.LiveEndpoint;
import java.time.Duration;
import java.util.Optional;

/**
 * Those with whom this node shares the work of checking. Asked and told on the threads that check, never on an I/O
 * thread; must be quick.
 */
public interface CheckSharing {

    /** Nobody: this node checks everything itself. */
    CheckSharing NOBODY = new CheckSharing() {
        @Override
        public boolean checks(LiveEndpoint endpoint) {
            return true;
        }

        @Override
        public Optional<Standing> inherited(LiveEndpoint endpoint) {
            return Optional.empty();
        }

        @Override
        public void checked(LiveEndpoint endpoint, Standing standing, Duration interval, String reason) {}

        @Override
        public void checksNoMore(LiveEndpoint endpoint) {}
    };

    /**
     * What checks have shown.
     *
     * @param against checks in a row that said the opposite since
     */
    record Standing(boolean up, int against) {}

    /** Whether this node is one of those that check the endpoint now. */
    boolean checks(LiveEndpoint endpoint);

    /** What others have found of an endpoint that this node begins to check. */
    Optional<Standing> inherited(LiveEndpoint endpoint);

    /** What this node's checks show; said after each. */
    void checked(LiveEndpoint endpoint, Standing standing, Duration interval, String reason);

    /** This node checks the endpoint no more. */
    void checksNoMore(LiveEndpoint endpoint);
}
