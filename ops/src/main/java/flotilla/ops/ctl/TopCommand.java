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

    /** DECAWM: what is wider than the terminal ends at its edge, and its lines stay lines. */
    private static final String CUT_LINES = "\u001b[?7l";

    private static final String WRAP_LINES = "\u001b[?7h";

    private static final Duration LONGEST = Duration.ofHours(1);

    @Option(names = "--interval", paramLabel = "<duration>", description = "From one look to the next (2s).")
    private String interval = "2s";

    @Mixin
    private Place place = new Place();

    Place place() {
        return place;
    }

    /**
     * Runs until the thread is interrupted, or the process ends (Ctrl-C); to anything but a terminal, prints once. A node that
     * goes away while somebody looks on is asked again and again: it may be one that restarts.
     */
    void run(NodeClient node, PrintStream out, boolean terminal, Time time)
            throws IOException, InterruptedException, RefusedCall {
        InvalidValue.require(!place.json(), "--json", "given", "nothing: ask /api/v1/upstreams for figures");
        var pause = Scalars.duration("--interval", interval);
        InvalidValue.require(
                pause.isPositive() && pause.compareTo(LONGEST) <= 0, "--interval", interval, "more than 0, at most 1h");
        var before = TopView.ask(node, time.nanos());
        if (!terminal) {
            time.pause(pause);
            out.print(TopView.ask(node, time.nanos()).since(before));
            return;
        }
        var screen = new Screen(out);
        var restoring = new Thread(screen::restore);
        Runtime.getRuntime().addShutdownHook(restoring);
        try {
            screen.show(CUT_LINES);
            lookOn(node, screen, pause, before, time);
        } finally {
            screen.restore();
            Runtime.getRuntime().removeShutdownHook(restoring);
        }
    }

    /** A terminal, which is left as it was found: once that is done nothing is shown any more. */
    private static final class Screen {

        private final PrintStream out;
        private boolean over;

        private Screen(PrintStream out) {
            this.out = out;
        }

        synchronized void show(String text) {
            if (!over) {
                out.print(text);
                out.flush();
            }
        }

        synchronized void restore() {
            if (!over) {
                over = true;
                out.print(WRAP_LINES);
                out.flush();
            }
        }
    }

    private static void lookOn(NodeClient node, Screen screen, Duration pause, TopView first, Time time)
            throws InterruptedException, RefusedCall {
        var before = first;
        while (true) {
            time.pause(pause);
            try {
                var now = TopView.ask(node, time.nanos());
                screen.show(HOME_AND_CLEAR + now.since(before));
                before = now;
            } catch (IOException e) {
                screen.show(HOME_AND_CLEAR + e.getMessage() + "\nasks again; Ctrl-C ends it\n");
            }
        }
    }
}
