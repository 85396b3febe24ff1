package flotilla.ops.ctl;

import flotilla.discovery.InvalidValue;
import flotilla.ops.status.NodeClient;
import flotilla.ops.status.RefusedCall;
import flotilla.ops.status.RemoteSettings;
import flotilla.ops.status.RemoteSettings.Edit;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The options of {@code flotilla ctl settings} and its sub-commands. */
@Command(
        name = "settings",
        usageHelpAutoWidth = true,
        sortOptions = false,
        separator = " ",
        subcommands = {SettingsCommand.Set.class, SettingsCommand.Unset.class},
        description = "Shows what is changed at run time, for all nodes of a fleet or for this one, and by whom.",
        footer = {
            "",
            "Of an upstream: algorithm, max_connections, rate. Of an endpoint: weight, drain, eject.",
            "",
            "  flotilla ctl settings set shop algorithm=round_robin --why \"try it\"",
            "  flotilla ctl settings set shop 10.0.0.1:80 drain=true weight=5",
            "  flotilla ctl settings unset shop 10.0.0.1:80 drain",
            "  flotilla ctl settings set shop 10.0.0.1:80 weight=1 --scope node --admin 10.0.0.5:9090",
        })
final class SettingsCommand implements Asking {

    @Mixin
    private Place place = new Place();

    @Override
    public Place place() {
        return place;
    }

    /** What the command without a sub-command does. */
    @Override
    public RemoteSettings ask(NodeClient node) throws IOException, InterruptedException, RefusedCall {
        return RemoteSettings.ask(node);
    }

    private static RemoteSettings change(NodeClient node, Map<String, String> signed, List<Edit> edits)
            throws IOException, InterruptedException, RefusedCall {
        return RemoteSettings.ask(node).change(node, signed, edits);
    }

    /** What {@code set} is told: an endpoint, if it is of one, and then a setting and its value as often as you like. */
    static List<Edit> edits(String upstream, List<String> words) {
        boolean ofEndpoint = words.getFirst().indexOf('=') < 0;
        var endpoint = ofEndpoint ? Optional.of(words.getFirst()) : Optional.<String>empty();
        var pairs = words.subList(ofEndpoint ? 1 : 0, words.size());
        InvalidValue.require(!pairs.isEmpty(), "set", words.getFirst(), "<setting>=<value> as well");
        return pairs.stream().map(pair -> edit(upstream, endpoint, pair)).toList();
    }

    private static Edit edit(String upstream, Optional<String> endpoint, String pair) {
        int equals = pair.indexOf('=');
        InvalidValue.require(equals > 0 && equals < pair.length() - 1, "set", pair, "<setting>=<value>");
        return new Edit(upstream, endpoint, pair.substring(0, equals), Optional.of(pair.substring(equals + 1)));
    }

    /** {@code flotilla ctl settings set} */
    @Command(
            name = "set",
            usageHelpAutoWidth = true,
            sortOptions = false,
            separator = " ",
            description = "Sets something of an upstream, or of one endpoint of it.")
    static final class Set implements Asking {

        @Parameters(index = "0", paramLabel = "<upstream>", description = "Its name.")
        private String upstream = "";

        @Parameters(
                index = "1..*",
                arity = "1..*",
                paramLabel = "[<endpoint>] <setting>=<value>",
                description = "The endpoint as <host>:<port>, if it is of one; then what to set.")
        private List<String> words = List.of();

        @Mixin
        private Place place = new Place();

        @Mixin
        private Author author = new Author();

        @Mixin
        private Reach reach = new Reach();

        @Override
        public Place place() {
            return place;
        }

        @Override
        public RemoteSettings ask(NodeClient node) throws IOException, InterruptedException, RefusedCall {
            return SettingsCommand.change(node, reach.with(author), edits(upstream, words));
        }
    }

    /** {@code flotilla ctl settings unset} */
    @Command(
            name = "unset",
            usageHelpAutoWidth = true,
            sortOptions = false,
            separator = " ",
            description = "Takes settings back: what the configuration or the source says counts again.")
    static final class Unset implements Asking {

        @Parameters(index = "0", paramLabel = "<upstream>", description = "Its name.")
        private String upstream = "";

        @Parameters(
                index = "1..*",
                arity = "1..*",
                paramLabel = "[<endpoint>] <setting>",
                description = "The endpoint as <host>:<port>, if it is of one; then what to take back.")
        private List<String> words = List.of();

        @Mixin
        private Place place = new Place();

        @Mixin
        private Author author = new Author();

        @Mixin
        private Reach reach = new Reach();

        @Override
        public Place place() {
            return place;
        }

        @Override
        public RemoteSettings ask(NodeClient node) throws IOException, InterruptedException, RefusedCall {
            boolean ofEndpoint = words.getFirst().indexOf(':') >= 0;
            var endpoint = ofEndpoint ? Optional.of(words.getFirst()) : Optional.<String>empty();
            var names = words.subList(ofEndpoint ? 1 : 0, words.size());
            InvalidValue.require(!names.isEmpty(), "unset", words.getFirst(), "<setting> as well");
            return SettingsCommand.change(
                    node,
                    reach.with(author),
                    names.stream()
                            .map(name -> new Edit(upstream, endpoint, name, Optional.empty()))
                            .toList());
        }
    }
}
