package flotilla.ops.ctl;

import flotilla.discovery.InvalidValue;
import flotilla.ops.status.NodeClient;
import flotilla.ops.status.RefusedCall;
import flotilla.ops.status.RemoteTrial;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The options of {@code flotilla ctl trial} and its sub-commands. */
@Command(
        name = "trial",
        usageHelpAutoWidth = true,
        sortOptions = false,
        separator = " ",
        subcommands = {TrialCommand.Set.class, TrialCommand.End.class},
        description = "Shows the change that a node tries before all nodes have it, or what became of the last one.",
        footer = {
            "",
            "  flotilla ctl trial set shop algorithm=peak_ewma --watch 5m --max-errors 0.5 --why \"slow tail\"",
            "  flotilla ctl trial end",
        })
final class TrialCommand implements Asking {

    @Mixin
    private Place place = new Place();

    @Override
    public Place place() {
        return place;
    }

    /** What the command without a sub-command does. */
    @Override
    public RemoteTrial ask(NodeClient node) throws IOException, InterruptedException, RefusedCall {
        return RemoteTrial.ask(node);
    }

    /** {@code flotilla ctl trial set} */
    @Command(
            name = "set",
            usageHelpAutoWidth = true,
            sortOptions = false,
            separator = " ",
            description = "Sets something at this node alone; at all nodes when its time is over, if it does no harm.")
    static final class Set implements Asking {

        @Parameters(index = "0", paramLabel = "<upstream>", description = "Its name.")
        private String upstream = "";

        @Parameters(
                index = "1..*",
                arity = "1..*",
                paramLabel = "[<endpoint>] <setting>=<value>",
                description = "The endpoint as <host>:<port>, if it is of one; then what to set.")
        private List<String> words = List.of();

        @Option(names = "--watch", paramLabel = "<duration>", description = "For how long it is watched (1m).")
        private String watch = "";

        @Option(
                names = "--max-errors",
                paramLabel = "<percent>",
                description = "Of the upstream's requests; above it the change is rolled back (1).")
        private String maxErrors = "";

        @Option(
                names = "--min-requests",
                paramLabel = "<n>",
                description = "Without so many nobody can tell, and the change is rolled back (100).")
        private String minRequests = "";

        @Mixin
        private Place place = new Place();

        @Mixin
        private Author author = new Author();

        @Override
        public Place place() {
            return place;
        }

        @Override
        public RemoteTrial ask(NodeClient node) throws IOException, InterruptedException, RefusedCall {
            InvalidValue.require(
                    maxErrors.matches("|\\d{1,3}(\\.\\d{1,6})?"), "--max-errors", maxErrors, "a percentage");
            InvalidValue.require(minRequests.matches("|\\d{1,9}"), "--min-requests", minRequests, "a whole number");
            return RemoteTrial.begin(
                    node,
                    author.signed(),
                    SettingsCommand.edits(upstream, words),
                    new RemoteTrial.Terms(watch, maxErrors, minRequests));
        }
    }

    /** {@code flotilla ctl trial end} */
    @Command(
            name = "end",
            usageHelpAutoWidth = true,
            sortOptions = false,
            separator = " ",
            description = "Rolls back the change that is tried.")
    static final class End implements Asking {

        @Mixin
        private Place place = new Place();

        @Mixin
        private Author author = new Author();

        @Override
        public Place place() {
            return place;
        }

        @Override
        public RemoteTrial ask(NodeClient node) throws IOException, InterruptedException, RefusedCall {
            return RemoteTrial.end(node, author.signed());
        }
    }
}
