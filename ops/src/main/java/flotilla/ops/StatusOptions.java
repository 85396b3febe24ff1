package flotilla.ops;

import flotilla.ops.status.FleetStatus;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of {@code flotilla status}. */
@Command(
        name = "status",
        usageHelpAutoWidth = true,
        sortOptions = false,
        separator = " ",
        description =
                "Shows the fleet as one node sees it: its members, and what each has under way at every endpoint.")
final class StatusOptions implements Asking.Printed {

    @Option(
            names = "--admin",
            paramLabel = "<address:port>",
            description = "The admin port of the node to ask (127.0.0.1:9090).")
    private String admin = "127.0.0.1:9090";

    @Option(names = "--json", description = "Print what the node says, as it says it.")
    private boolean json;

    @Mixin
    final Help help = new Help();

    @Override
    public FleetStatus ask() throws IOException, InterruptedException {
        return FleetStatus.ask(admin);
    }

    @Override
    public boolean json() {
        return json;
    }
}
