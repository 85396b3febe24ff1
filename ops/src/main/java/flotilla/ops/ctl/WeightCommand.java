package flotilla.ops.ctl;

import flotilla.discovery.InvalidValue;
import flotilla.ops.status.NodeClient;
import flotilla.ops.status.RefusedCall;
import flotilla.ops.status.Told;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code flotilla ctl weight} */
@Command(
        name = "weight",
        usageHelpAutoWidth = true,
        sortOptions = false,
        separator = " ",
        description = "Gives an endpoint another weight on all nodes, or the one that its source says (default).")
final class WeightCommand implements Asking {

    @Mixin
    private EndpointCommands.Target target = new EndpointCommands.Target();

    @Parameters(index = "2", paramLabel = "<weight>", description = "0 to 65535, or default.")
    private String weight = "";

    @Override
    public Place place() {
        return target.place();
    }

    @Override
    public Told ask(NodeClient node) throws IOException, InterruptedException, RefusedCall {
        InvalidValue.require(weight.matches("default|\\d{1,9}"), "<weight>", weight, "a whole number, or default");
        return target.weigh(node, weight.equals("default") ? "" : weight);
    }
}
