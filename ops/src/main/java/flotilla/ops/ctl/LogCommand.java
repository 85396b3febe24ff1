package flotilla.ops.ctl;

import flotilla.discovery.InvalidValue;
import flotilla.ops.status.NodeClient;
import flotilla.ops.status.RefusedCall;
import flotilla.ops.status.RemoteLevels;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code flotilla ctl log} */
@Command(
        name = "log",
        aliases = "log-level",
        usageHelpAutoWidth = true,
        sortOptions = false,
        separator = " ",
        description = "Shows the levels of a node's log of events, or changes one until it restarts.",
        footer = {"", "  flotilla ctl log flotilla.decision debug", "  flotilla ctl log flotilla.decision default"})
final class LogCommand implements Asking {

    @Parameters(index = "0", arity = "0..1", paramLabel = "<logger>", description = "Its name, or root.")
    private String logger = "";

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "<level>",
            description = "trace, debug, info, warn, error, off; or default, as at the start.")
    private String level = "";

    @Mixin
    private Place place = new Place();

    @Mixin
    private Author author = new Author();

    @Override
    public Place place() {
        return place;
    }

    @Override
    public RemoteLevels ask(NodeClient node) throws IOException, InterruptedException, RefusedCall {
        if (logger.isEmpty()) {
            return RemoteLevels.ask(node);
        }
        InvalidValue.require(!level.isEmpty(), "<level>", "nothing", "the level of " + logger + ", or default");
        return RemoteLevels.change(node, logger, level.equals("default") ? "" : level, author.signed());
    }
}
