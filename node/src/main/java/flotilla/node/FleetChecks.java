package flotilla.node;

import flotilla.node.balance.LiveEndpoint;
import flotilla.node.cluster.Fleet;
import flotilla.node.health.CheckSharing;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Shares the checks of endpoints with the fleet, as soon as there is one. */
final class FleetChecks implements CheckSharing {

    private final Supplier<Optional<Fleet>> fleet;

    FleetChecks(Supplier<Optional<Fleet>> fleet) {
        this.fleet = fleet;
    }

    @Override
    public boolean checks(LiveEndpoint endpoint) {
        return fleet.get().map(one -> one.checks(endpoint)).orElse(true);
    }

    @Override
    public Optional<Standing> inherited(LiveEndpoint endpoint) {
        return fleet.get()
                .flatMap(one -> one.inherited(endpoint))
                .map(opinion -> new Standing(opinion.up(), opinion.against()));
    }

    @Override
    public void checked(LiveEndpoint endpoint, Standing standing, Duration interval, String reason) {
        fleet.get().ifPresent(one -> one.checked(endpoint, standing.up(), standing.against(), interval, reason));
    }

    @Override
    public void checksNoMore(LiveEndpoint endpoint) {
        fleet.get().ifPresent(one -> one.checksNoMore(endpoint));
    }
}
