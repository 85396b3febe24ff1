package flotilla.node.http;

import flotilla.node.balance.LiveEndpoint;
import flotilla.node.io.IoThread;
import flotilla.node.resilience.Failure;
import flotilla.node.resilience.Sent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The story of one request, kept because somebody asked. It is told in the head of the final answer, so the last try ends
 * with that head: what becomes of the body after it cannot be told.
 *
 * <pre>{@code
 * X-Flotilla-Explain-Route: "shop"; upstream="shop"; algorithm="round_robin"; rotation=2; listed=3
 * X-Flotilla-Explain-Attempt: "10.0.0.1:80"; by="round_robin"; ms=0.412; outcome=connect_refused; then=retry; after_ms=0.000
 * X-Flotilla-Explain-Attempt: "10.0.0.2:80"; by="round_robin"; ms=3.120; outcome=200
 * X-Flotilla-Explain-Node: "node-a"
 * X-Flotilla-Explain-Peers: "node-b"; age_ms=41.317, "node-c"; age_ms=12.002
 * X-Flotilla-Explain-Left-Out: "10.0.0.3:80"; why=down; by="node-b node-c"; detail="http check: 503"
 * }</pre>
 *
 * <p>Each field is a list of structured fields (RFC 9651), mostly one member on a line: a person reads lines, and a parser
 * joins them. What there is most of comes last, as {@link StoryLines} cuts there.
 */
final class ToldStory implements Story {

    /** One try. */
    private static final class Try {
        private final LiveEndpoint endpoint;
        private final StoryItem item;
        private final long startNanos;
        private boolean ended;

        Try(LiveEndpoint endpoint, String by, long startNanos) {
            this.endpoint = endpoint;
            this.item = StoryItem.of(endpoint.authority()).with("by", by);
            this.startNanos = startNanos;
        }

        void end(String outcome, long nowNanos) {
            if (!ended) {
                ended = true;
                item.millis("ms", nowNanos - startNanos).word("outcome", outcome);
            }
        }
    }

    private final IoThread io;
    private final Background background;
    private final List<Try> tries = new ArrayList<>();
    private final Set<LiveEndpoint> refused = new LinkedHashSet<>();
    private @Nullable StoryItem drill;

    ToldStory(IoThread io, Background background) {
        this.io = io;
        this.background = background;
    }

    @Override
    public void injected(long delayNanos, int status) {
        drill = StoryItem.of("drill").millis("delay_ms", delayNanos).number("abort", status);
    }

    @Override
    public void tried(LiveEndpoint endpoint, String by) {
        tries.add(new Try(endpoint, by, io.nanos()));
    }

    @Override
    public void refused(LiveEndpoint endpoint) {
        refused.add(endpoint);
    }

    @Override
    public void answered(LiveEndpoint endpoint, int status) {
        latest(endpoint).end(String.valueOf(status), io.nanos());
    }

    @Override
    public void outrun(LiveEndpoint endpoint) {
        latest(endpoint).end("outrun", io.nanos());
    }

    @Override
    public void failed(LiveEndpoint endpoint, Failure failure, Sent sent) {
        var item = latest(endpoint).item;
        latest(endpoint).end(failure.reason().code(), io.nanos());
        item.word("sent", sent.toString().toLowerCase(Locale.ROOT));
        if (!failure.detail().isEmpty()) {
            item.with("detail", failure.detail());
        }
    }

    @Override
    public void again(long delayNanos) {
        last().item.word("then", "retry").millis("after_ms", delayNanos);
    }

    @Override
    public void enough(String because) {
        last().item.word("then", "give_up").word("because", because);
    }

    private Try last() {
        return tries.getLast();
    }

    /** Of two tries under way, that at this endpoint. */
    private Try latest(LiveEndpoint endpoint) {
        return tries.reversed().stream()
                .filter(one -> one.endpoint == endpoint)
                .findFirst()
                .orElseThrow();
    }

    @Override
    public byte[] with(byte[] others, Exchange exchange, @Nullable Failure failure) {
        var lines = new StoryLines();
        boolean routed = !exchange.route().isEmpty();
        lines.add("Route", routed ? route(exchange) : "?0");
        if (drill != null) {
            lines.add("Fault", drill.toString());
        }
        for (var one : tries) {
            // A try that has not ended yet ends with the failure that is told of now.
            one.end(failure == null ? "unknown" : failure.reason().code(), io.nanos());
            lines.add("Attempt", one.item.toString());
        }
        fleet(lines);
        if (routed) {
            leftOut(exchange, lines);
        }
        var told = lines.bytes();
        var all = Arrays.copyOf(told, told.length + others.length);
        System.arraycopy(others, 0, all, told.length, others.length);
        return all;
    }

    private String route(Exchange exchange) {
        var destination = exchange.destination();
        return StoryItem.of(exchange.route())
                .with("upstream", exchange.upstream())
                .with("algorithm", destination.algorithm())
                .number("rotation", destination.rotation().size())
                .number("listed", background.listed(exchange.upstream()).size())
                .toString();
    }

    private void fleet(StoryLines lines) {
        if (!background.node().isEmpty()) {
            lines.add("Node", StoryItem.of(background.node()).toString());
        }
        long now = io.nanos();
        var peers = background.peers().stream()
                .map(peer -> StoryItem.of(peer.node().node())
                        .millis("age_ms", peer.ageNanos(now))
                        .toString())
                .collect(Collectors.joining(", "));
        if (!peers.isEmpty()) {
            lines.add("Peers", peers);
        }
    }

    private void leftOut(Exchange exchange, StoryLines lines) {
        var rotation = exchange.destination().rotation();
        var serving = new HashSet<>(rotation.endpoints());
        var in = new HashSet<>(rotation.everybody());
        long now = io.nanos();
        for (var endpoint : rotation.everybody()) {
            if (!serving.contains(endpoint)) {
                lines.add("Left-Out", leftOut(endpoint).word("why", "standby").toString());
            } else if (endpoint.spared(now)) {
                lines.add(
                        "Left-Out", leftOut(endpoint).word("why", "retry_after").toString());
            }
        }
        for (var endpoint : refused) {
            lines.add("Left-Out", leftOut(endpoint).word("why", "breaker").toString());
        }
        for (var endpoint : background.listed(exchange.upstream())) {
            if (!in.contains(endpoint)) {
                var absence = background.absence(endpoint);
                var item =
                        leftOut(endpoint).word("why", absence.why().toString().toLowerCase(Locale.ROOT));
                if (!absence.by().isEmpty()) {
                    item.with("by", String.join(" ", absence.by()));
                }
                if (!absence.detail().isEmpty()) {
                    item.with("detail", absence.detail());
                }
                lines.add("Left-Out", item.toString());
            }
        }
    }

    private static StoryItem leftOut(LiveEndpoint endpoint) {
        return StoryItem.of(endpoint.authority());
    }
}
