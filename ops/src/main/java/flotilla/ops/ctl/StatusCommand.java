package flotilla.ops.ctl;

import flotilla.ops.status.FleetStatus;
import flotilla.ops.status.NodeClient;
import flotilla.ops.status.RefusedCall;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The options of {@code flotilla ctl status}. */
@Command(
        name = "status",
        usageHelpAutoWidth = true,
        sortOptions = false,
        separator = " ",
        description =
                "Shows the fleet as one node sees it: its members, and what each has under way at every endpoint.")
final class StatusCommand implements Asking {

    @Mixin
    private Place place = new Place();

    @Override
    public Place place() {
        return place;
    }

    @Override
    public FleetStatus ask(NodeClient node) throws IOException, InterruptedException, RefusedCall {
        return FleetStatus.ask(node);
    }
}
