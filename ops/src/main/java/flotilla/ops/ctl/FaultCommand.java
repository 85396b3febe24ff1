package flotilla.ops.ctl;

import flotilla.discovery.InvalidValue;
import flotilla.ops.status.NodeClient;
import flotilla.ops.status.RefusedCall;
import flotilla.ops.status.RemoteFaults;
import java.io.IOException;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The options of {@code flotilla ctl fault} and its sub-commands. */
@Command(
        name = "fault",
        usageHelpAutoWidth = true,
        sortOptions = false,
        separator = " ",
        subcommands = {FaultCommand.Set.class, FaultCommand.Show.class, FaultCommand.Clear.class},
        description = "Makes trouble on purpose, for a drill: at one node, for one route, and for an hour at most.",
        footer = {
            "",
            "  flotilla ctl fault set shop --for 10m --abort 503 --abort-percent 5 --why \"game day\"",
            "  flotilla ctl fault set shop --for 1m --delay 2s --delay-percent 50 --header X-Drill:1",
            "  flotilla ctl fault clear shop",
        })
final class FaultCommand implements Asking {

    @Mixin
    private Place place = new Place();

    @Override
    public Place place() {
        return place;
    }

    /** What the command without a sub-command does, as {@code list} does. */
    @Override
    public RemoteFaults ask(NodeClient node) throws IOException, InterruptedException, RefusedCall {
        return RemoteFaults.ask(node);
    }

    /** {@code flotilla ctl fault list} */
    @Command(
            name = "list",
            usageHelpAutoWidth = true,
            sortOptions = false,
            separator = " ",
            description = "Shows the drills of a node, and how many requests they have met.")
    static final class Show implements Asking {

        @Mixin
        private Place place = new Place();

        @Override
        public Place place() {
            return place;
        }

        @Override
        public RemoteFaults ask(NodeClient node) throws IOException, InterruptedException, RefusedCall {
            return RemoteFaults.ask(node);
        }
    }

    /** {@code flotilla ctl fault set} */
    @Command(
            name = "set",
            usageHelpAutoWidth = true,
            sortOptions = false,
            separator = " ",
            description = "Begins a drill, in place of the route's one if it has one.")
    static final class Set implements Asking {

        @Parameters(index = "0", paramLabel = "<route>", description = "Its name, as flotilla ctl routes has it.")
        private String route = "";

        @Option(
                names = "--for",
                required = true,
                paramLabel = "<duration>",
                description = "When it ends by itself, at most 1h.")
        private String length = "";

        @Option(names = "--delay", paramLabel = "<duration>", description = "Requests wait so long, at most 1m.")
        private String delay = "";

        @Option(names = "--delay-percent", paramLabel = "<n>", description = "Of a hundred, so many wait.")
        private String delayPercent = "";

        @Option(names = "--abort", paramLabel = "<status>", description = "Requests are answered with it, 400 to 599.")
        private String abort = "";

        @Option(names = "--abort-percent", paramLabel = "<n>", description = "Of a hundred, so many are answered.")
        private String abortPercent = "";

        @Option(
                names = "--header",
                paramLabel = "<name>[:<value>]",
                description = "Only requests that have this header, with this value.")
        private String header = "";

        @Mixin
        private Place place = new Place();

        @Mixin
        private Author author = new Author();

        @Override
        public Place place() {
            return place;
        }

        @Override
        public RemoteFaults ask(NodeClient node) throws IOException, InterruptedException, RefusedCall {
            int colon = header.indexOf(':');
            InvalidValue.require(colon != 0, "--header", header, "<name>[:<value>]");
            return RemoteFaults.begin(
                    node,
                    route,
                    Map.of(
                            "for", length,
                            "delay", delay,
                            "delay_percent", delayPercent,
                            "abort", abort,
                            "abort_percent", abortPercent,
                            "header", colon < 0 ? header : header.substring(0, colon),
                            "value",
                                    colon < 0 ? "" : header.substring(colon + 1).strip()),
                    author.signed());
        }
    }

    /** {@code flotilla ctl fault clear} */
    @Command(
            name = "clear",
            usageHelpAutoWidth = true,
            sortOptions = false,
            separator = " ",
            description = "Ends a route's drill before its time.")
    static final class Clear implements Asking {

        @Parameters(index = "0", paramLabel = "<route>", description = "Its name.")
        private String route = "";

        @Mixin
        private Place place = new Place();

        @Mixin
        private Author author = new Author();

        @Override
        public Place place() {
            return place;
        }

        @Override
        public RemoteFaults ask(NodeClient node) throws IOException, InterruptedException, RefusedCall {
            return RemoteFaults.end(node, route, author.signed());
        }
    }
}
