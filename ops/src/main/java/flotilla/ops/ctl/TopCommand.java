package flotilla.ops.ctl;

import flotilla.discovery.InvalidValue;
import flotilla.discovery.Time;
import flotilla.ops.config.Scalars;
import flotilla.ops.status.NodeClient;
import flotilla.ops.status.RefusedCall;
import flotilla.ops.status.TopView;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code flotilla ctl top} */
@Command(
        name = "top",
        usageHelpAutoWidth = true,
        sortOptions = false,
        separator = " ",
        description =
                "Shows what a node has under way and how quickly, again and again; once if it is not to a terminal.")
final class TopCommand {

    private static final String HOME_AND_CLEAR = "\u001b[H\u001b[2J";
    private static final Duration LONGEST = Duration.ofHours(1);

    @Option(names = "--interval", paramLabel = "<duration>", description = "From one look to the next (2s).")
    private String interval = "2s";

    @Mixin
    private Place place = new Place();

    Place place() {
        return place;
    }

    /** Runs until the thread is interrupted, or the process ends; to anything but a terminal, prints once. */
    void run(NodeClient node, PrintStream out, boolean terminal, Time time)
            throws IOException, InterruptedException, RefusedCall {
        InvalidValue.require(!place.json(), "--json", "given", "nothing: ask /api/v1/upstreams for figures");
        var pause = Scalars.duration("--interval", interval);
        InvalidValue.require(
                pause.isPositive() && pause.compareTo(LONGEST) <= 0, "--interval", interval, "more than 0, at most 1h");
        var before = TopView.ask(node, time.nanos());
        do {
            time.pause(pause);
            var now = TopView.ask(node, time.nanos());
            out.print((terminal ? HOME_AND_CLEAR : "") + now.since(before));
            out.flush();
            before = now;
        } while (terminal);
    }
}
