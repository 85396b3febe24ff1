package flotilla.ops.ctl;

import flotilla.ops.status.NodeClient;
import flotilla.ops.status.RefusedCall;
import flotilla.ops.status.RemoteUpstreams;
import flotilla.ops.status.Told;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The commands that take an endpoint out of the rotation, and bring it back: on all nodes, or on one. */
final class EndpointCommands {

    private EndpointCommands() {}

    /** Which endpoint. */
    static final class Target {

        @Parameters(index = "0", paramLabel = "<upstream>", description = "Its name.")
        private String upstream = "";

        @Parameters(index = "1", paramLabel = "<endpoint>", description = "Its <host>:<port>.")
        private String endpoint = "";

        @Mixin
        private Place place = new Place();

        @Mixin
        private Author author = new Author();

        @Mixin
        private Reach reach = new Reach();

        Place place() {
            return place;
        }

        Told ask(NodeClient node, String verb) throws IOException, InterruptedException, RefusedCall {
            return RemoteUpstreams.change(node, upstream, endpoint, verb, reach.with(author));
        }

        Told weigh(NodeClient node, String weight) throws IOException, InterruptedException, RefusedCall {
            return RemoteUpstreams.weigh(node, upstream, endpoint, weight, reach.with(author));
        }
    }

    /** Has something done to an endpoint that the API knows by a verb. */
    static class Turn implements Asking {

        private final String verb;

        @Mixin
        private Target target = new Target();

        Turn(String verb) {
            this.verb = verb;
        }

        @Override
        public Place place() {
            return target.place();
        }

        @Override
        public Told ask(NodeClient node) throws IOException, InterruptedException, RefusedCall {
            return target.ask(node, verb);
        }
    }

    /** {@code flotilla ctl drain} */
    @Command(
            name = "drain",
            usageHelpAutoWidth = true,
            sortOptions = false,
            separator = " ",
            description = "Lets an endpoint end what it has, and gives it nothing new.")
    static final class Drain extends Turn {

        Drain() {
            super("drain");
        }
    }

    /** {@code flotilla ctl undrain} */
    @Command(
            name = "undrain",
            usageHelpAutoWidth = true,
            sortOptions = false,
            separator = " ",
            description = "Ends a drain.")
    static final class Undrain extends Turn {

        Undrain() {
            super("undrain");
        }
    }

    /** {@code flotilla ctl eject} */
    @Command(
            name = "eject",
            usageHelpAutoWidth = true,
            sortOptions = false,
            separator = " ",
            description = "Takes an endpoint out for a reason (--why): it gets nothing unless nobody else is left.")
    static final class Eject extends Turn {

        Eject() {
            super("eject");
        }
    }

    /** {@code flotilla ctl restore} */
    @Command(
            name = "restore",
            usageHelpAutoWidth = true,
            sortOptions = false,
            separator = " ",
            description = "Takes an ejection back.")
    static final class Restore extends Turn {

        Restore() {
            super("restore");
        }
    }
}
