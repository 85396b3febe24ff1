package flotilla.ops;

import flotilla.discovery.InvalidValue;
import flotilla.ops.status.RemoteSettings;
import flotilla.ops.status.RemoteSettings.Edit;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The options of {@code flotilla settings} and its sub-commands. */
@Command(
        name = "flotilla settings",
        usageHelpAutoWidth = true,
        sortOptions = false,
        separator = " ",
        subcommands = {SettingsOptions.Set.class, SettingsOptions.Unset.class},
        description = "Shows what is changed at run time, the same on all nodes of a fleet, and by whom.",
        footer = {
            "",
            "Of an upstream: algorithm, max_connections, rate. Of an endpoint: weight, drain.",
            "",
            "  flotilla settings set shop algorithm=round_robin --why \"try it\"",
            "  flotilla settings set shop 10.0.0.1:80 drain=true weight=5",
            "  flotilla settings unset shop 10.0.0.1:80 drain",
        })
final class SettingsOptions implements Asking.Printed {

    @Mixin
    private Place place = new Place();

    @Option(names = "--json", description = "Print what the node says, as it says it.")
    private boolean json;

    /** What the command without a sub-command does. */
    @Override
    public RemoteSettings ask() throws IOException, InterruptedException {
        return RemoteSettings.ask(place.admin);
    }

    @Override
    public boolean json() {
        return json;
    }

    /** Where the node is. */
    static final class Place {

        @Option(
                names = "--admin",
                paramLabel = "<address:port>",
                description = "The admin port of the node to ask (127.0.0.1:9090).")
        String admin = "127.0.0.1:9090";

        @Mixin
        final Help help = new Help();
    }

    /** Who changes something. */
    static final class Author {

        @Option(names = "--by", paramLabel = "<name>", description = "Who changes it (your user name).")
        String by = System.getProperty("user.name", "");

        @Option(names = "--why", paramLabel = "<words>", description = "Why, for those who look later.")
        String why = "";
    }

    private static RemoteSettings change(Place place, Author author, List<Edit> edits)
            throws IOException, InterruptedException {
        return RemoteSettings.ask(place.admin).change(place.admin, author.by, author.why, edits);
    }

    /** {@code flotilla settings set} */
    @Command(
            name = "set",
            usageHelpAutoWidth = true,
            sortOptions = false,
            separator = " ",
            description = "Sets something of an upstream, or of one endpoint of it, on all nodes.")
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

        @Override
        public RemoteSettings ask() throws IOException, InterruptedException {
            boolean ofEndpoint = words.getFirst().indexOf('=') < 0;
            var endpoint = ofEndpoint ? Optional.of(words.getFirst()) : Optional.<String>empty();
            var pairs = words.subList(ofEndpoint ? 1 : 0, words.size());
            InvalidValue.require(!pairs.isEmpty(), "set", words.getFirst(), "<setting>=<value> as well");
            return SettingsOptions.change(
                    place,
                    author,
                    pairs.stream().map(pair -> edit(endpoint, pair)).toList());
        }

        private Edit edit(Optional<String> endpoint, String pair) {
            int equals = pair.indexOf('=');
            InvalidValue.require(equals > 0 && equals < pair.length() - 1, "set", pair, "<setting>=<value>");
            return new Edit(upstream, endpoint, pair.substring(0, equals), Optional.of(pair.substring(equals + 1)));
        }
    }

    /** {@code flotilla settings unset} */
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

        @Override
        public RemoteSettings ask() throws IOException, InterruptedException {
            boolean ofEndpoint = words.getFirst().indexOf(':') >= 0;
            var endpoint = ofEndpoint ? Optional.of(words.getFirst()) : Optional.<String>empty();
            var names = words.subList(ofEndpoint ? 1 : 0, words.size());
            InvalidValue.require(!names.isEmpty(), "unset", words.getFirst(), "<setting> as well");
            return SettingsOptions.change(
                    place,
                    author,
                    names.stream()
                            .map(name -> new Edit(upstream, endpoint, name, Optional.empty()))
                            .toList());
        }
    }
}
