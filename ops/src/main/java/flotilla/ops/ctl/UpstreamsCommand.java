package flotilla.ops.ctl;

import flotilla.ops.status.NodeClient;
import flotilla.ops.status.RefusedCall;
import flotilla.ops.status.RemoteUpstreams;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code flotilla ctl upstreams} */
@Command(
        name = "upstreams",
        usageHelpAutoWidth = true,
        sortOptions = false,
        separator = " ",
        description = "Shows the upstreams and their endpoints, as one node sees them.")
final class UpstreamsCommand implements Asking {

    @Parameters(index = "0", arity = "0..1", paramLabel = "<upstream>", description = "This one alone.")
    private String upstream = "";

    @Mixin
    private Place place = new Place();

    @Override
    public Place place() {
        return place;
    }

    @Override
    public RemoteUpstreams ask(NodeClient node) throws IOException, InterruptedException, RefusedCall {
        return upstream.isEmpty() ? RemoteUpstreams.all(node) : RemoteUpstreams.one(node, upstream);
    }
}
