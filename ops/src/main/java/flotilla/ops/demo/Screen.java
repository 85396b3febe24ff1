package flotilla.ops.demo;

import flotilla.discovery.Time;
import flotilla.node.NodeView;
import flotilla.node.NodeView.EndpointView;
import java.io.PrintStream;
import java.text.DecimalFormat;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Shows how the demo goes: a table that is drawn over itself on a terminal, a line every few rounds elsewhere. */
final class Screen {

    private static final int ROUNDS_PER_LINE = 2;

    /** One endpoint at one moment. */
    private record Row(String name, String pid, double perSecond, EndpointView view) {

        String state() {
            return view.verdict().up() ? "up" : "DOWN";
        }

        String rate() {
            return String.format(Locale.ROOT, "%.0f", perSecond);
        }
    }

    private final PrintStream out;
    private final boolean terminal;
    private final Time time;
    private final Map<String, Long> lastPicks = new HashMap<>();
    private long lastNanos;
    private long drawnLines;
    private int round;

    Screen(PrintStream out, boolean terminal, Time time) {
        this.out = out;
        this.terminal = terminal;
        this.time = time;
        this.lastNanos = time.nanos();
    }

    /** Shows this moment; called once a second. */
    void show(NodeView view, List<Fleet.Running> members, long answered, long failed) {
        long now = time.nanos();
        double seconds = Math.max(1e-3, (now - lastNanos) / 1e9);
        var rows = view.upstreams().stream()
                .flatMap(upstream -> upstream.endpoints().stream())
                .map(endpoint -> row(endpoint, members, seconds))
                .toList();
        if (terminal) {
            draw(rows, now, answered, failed);
        } else if (round % ROUNDS_PER_LINE == 0) {
            line(rows, answered, failed);
        }
        round++;
        lastNanos = now;
    }

    private Row row(EndpointView view, List<Fleet.Running> members, double seconds) {
        var authority = view.endpoint().endpoint().authority();
        long picks = view.endpoint().picks();
        var before = lastPicks.put(authority, picks);
        double rate = before == null ? 0 : (picks - before) / seconds;
        return members.stream()
                .filter(member -> member.authority().equals(authority))
                .findFirst()
                .map(one -> new Row(
                        one.member().name(), String.valueOf(one.process().pid()), rate, view))
                .orElseGet(() -> new Row("?", "-", rate, view));
    }

    private void draw(List<Row> rows, long now, long answered, long failed) {
        var text = new StringBuilder();
        text.append(cells("endpoint", "address", "pid", "state", "weight", "in flight", "per second", "latency"));
        for (var row : rows) {
            var live = row.view().endpoint();
            text.append(cells(
                    row.name(),
                    live.endpoint().authority(),
                    row.pid(),
                    row.state(),
                    new DecimalFormat("0.##").format(row.view().weight()),
                    String.valueOf(live.inFlight()),
                    row.rate(),
                    String.format(Locale.ROOT, "%.1f ms", live.latency().at(now) / 1e6)));
        }
        text.append(String.format(Locale.ROOT, "%nrequests: %,d answered, %,d failed%n", answered, failed));
        if (drawnLines > 0) {
            out.printf("\u001b[%dA\u001b[J", drawnLines);
        }
        out.print(text);
        out.flush();
        drawnLines = text.chars().filter(c -> c == '\n').count();
    }

    private static String cells(String... cells) {
        return String.format("  %-8s  %-16s %8s  %-5s %6s %10s %11s %10s%n", (Object[]) cells);
    }

    private void line(List<Row> rows, long answered, long failed) {
        var shares = rows.stream()
                .map(row -> row.name() + " " + row.state() + " " + row.rate() + "/s")
                .collect(Collectors.joining(", "));
        out.printf("%d answered, %d failed; %s%n", answered, failed, shares);
        out.flush();
    }
}
