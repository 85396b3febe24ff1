package flotilla.ops;

import flotilla.ops.config.Scalars;
import flotilla.ops.ctl.Help;
import flotilla.ops.demo.Demo;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of {@code flotilla demo}. */
@Command(
        name = "demo",
        usageHelpAutoWidth = true,
        sortOptions = false,
        separator = " ",
        description = "Starts a node, endpoints to kill and a client, and shows what happens.")
final class DemoOptions {

    @Option(names = "--consul", description = "Start a Consul agent as well, and find the endpoints there.")
    private boolean consul;

    @Option(names = "--for", paramLabel = "<duration>", description = "End after that long, such as 10s.")
    private String length = "";

    @Option(names = "--bind", paramLabel = "<address:port>", description = "Where the node listens (127.0.0.1:8080).")
    private String bind = "127.0.0.1:8080";

    @Option(names = "--admin", paramLabel = "<address:port>", description = "Where its admin port is (127.0.0.1:9090).")
    private String admin = "127.0.0.1:9090";

    @Mixin
    final Help help = new Help();

    /** @throws flotilla.discovery.InvalidValue naming the option that is wrong */
    Demo.Wish wish() {
        var limit = length.isEmpty() ? Optional.<Duration>empty() : Optional.of(Scalars.duration("--for", length));
        return new Demo.Wish(consul, limit, bind, admin);
    }
}
