package flotilla.ops.scale;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import flotilla.discovery.Loop;
import flotilla.discovery.Time;
import flotilla.node.Node;
import flotilla.node.NodeView.UpstreamView;
import flotilla.node.cluster.Fleet;
import flotilla.node.cluster.Reading;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Advises, second by second, how many endpoints the upstreams should have, as one of a fleet.
 *
 * <p>Every node looks at the same load of the whole fleet and makes its own mind up, so each knows what there was when its turn comes;
 * but for each upstream one node's advice is the fleet's ({@link Advisers}). That one tells it to the others, who show it and go on
 * from it, and it alone calls the webhook and the command. When it goes, another one does so within three seconds, from the number that was
 * last told. A node that does not hear all others never advises less than before.
 *
 * <p>An order is given when the advised number changes, and again when the endpoints there are still differ from it after five minutes or
 * twice the start time; whoever takes over gives one if they differ then. So an order may come twice, and says how many there
 * should be, not how many more.
 *
 * <p>What the forecasts have learnt is kept in a file ({@link Notebook}) each five minutes and at the end, so that a fleet whose nodes are
 * all started anew, one after the other, still knows the day.
 *
 * <p>Threads: one virtual thread does all of it, {@link #standings} reads what it last published; {@link Courier}s have their own.
 */
public final class Scale implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Scale.class);

    private static final Duration TICK = Duration.ofSeconds(1);
    private static final Duration SETTLING = Duration.ofSeconds(5);
    private static final Duration KEPT_EACH = Duration.ofMinutes(5);

    private final Node node;
    private final Function<String, Duration> checks;
    private final String self;
    private final Time time;
    private final Optional<PrometheusCpu> prometheus;
    private final Map<String, Desk> desks = new TreeMap<>();
    private final List<Deed> deeds;
    private final List<Courier> couriers = new ArrayList<>();
    private final Notebook notebook;
    private final long startNanos;
    private final Loop loop;

    @GuardedBy("this") private long keptNanos;

    @GuardedBy("this") private boolean closed;

    private volatile List<Standing> standings = List.of();

    private Scale(
            ScaleRules rules,
            Node node,
            Function<String, Duration> checks,
            String self,
            Optional<Path> file,
            Time time) {
        this.node = node;
        this.checks = checks;
        this.self = self;
        this.time = time;
        this.notebook = new Notebook(file);
        this.startNanos = time.nanos();
        this.keptNanos = startNanos;
        this.deeds = deeds(rules.outside());
        this.prometheus = prometheus(rules, time);
        rules.upstreams().forEach((name, policy) -> {
            var couriers = deeds.stream()
                    .map(deed -> new Courier(name, deed, time, time.nanos() ^ Keys.wanted(name)))
                    .toList();
            this.couriers.addAll(couriers);
            desks.put(name, new Desk(self, name, policy, order -> couriers.forEach(courier -> courier.send(order))));
        });
        notebook.read()
                .forEach((upstream, learnt) -> Optional.ofNullable(desks.get(upstream))
                        .ifPresent(desk -> desk.resume(learnt, time.now().toEpochMilli())));
        this.loop = Loop.start("scale", time, new Ticks());
    }

    /**
     * Advises from now on.
     *
     * @param checks the interval of each upstream's active checks, zero if it has none
     * @param self the node's id, that of its cluster if it is in one
     * @param file where it keeps what it has learnt; empty: nowhere
     */
    public static Scale start(
            ScaleRules rules,
            Node node,
            Function<String, Duration> checks,
            String self,
            Optional<Path> file,
            Time time) {
        return new Scale(rules, node, checks, self, file, time);
    }

    private static List<Deed> deeds(OutsidePolicy outside) {
        var deeds = new ArrayList<Deed>();
        outside.webhook().ifPresent(url -> deeds.add(new WebhookDeed(url, outside.tokenFile(), outside.timeout())));
        if (!outside.command().isEmpty()) {
            deeds.add(new CommandDeed(outside.command(), outside.timeout()));
        }
        return deeds;
    }

    private static Optional<PrometheusCpu> prometheus(ScaleRules rules, Time time) {
        var queries = rules.upstreams().entrySet().stream()
                .filter(each -> !each.getValue().cpuQuery().isEmpty())
                .collect(Collectors.toMap(
                        Map.Entry::getKey, each -> each.getValue().cpuQuery()));
        return queries.isEmpty()
                ? Optional.empty()
                : rules.outside().prometheus().map(base -> PrometheusCpu.ask(base, queries, time));
    }

    /** How each upstream that has a policy stands, by name; none before the first second is over. */
    public List<Standing> standings() {
        return standings;
    }

    /** Advises no more; what is under way is cut, and another node of the fleet takes over. */
    @Override
    public void close() {
        loop.close();
        synchronized (this) {
            if (!closed) {
                keep();
            }
            closed = true;
            node.fleet().ifPresent(fleet -> fleet.gauges().tell(List.of()));
        }
        couriers.forEach(Courier::close);
        prometheus.ifPresent(PrometheusCpu::close);
        deeds.forEach(Deed::close);
    }

    private synchronized void tick() {
        if (closed) {
            return;
        }
        var fleet = node.fleet();
        var heard = fleet.map(present -> present.gauges().heard(time.nanos())).orElse(Map.of());
        var figures = new FleetFigures(heard, fleet.map(Scale::whole).orElse(true), time);
        var upstreams = node.view().upstreams().stream()
                .collect(Collectors.toMap(UpstreamView::name, Function.identity(), (one, other) -> one));
        var readings = new ArrayList<Reading>();
        var now = new ArrayList<Standing>();
        desks.forEach((name, desk) -> {
            var upstream = upstreams.get(name);
            var sample = upstream == null
                    ? Sample.blind(time.now().toEpochMilli(), 0, "no such upstream")
                    : figures.of(upstream, checks.apply(name), asked(name));
            var adviser = settled(fleet) ? Advisers.of(name, self, desk.experience(), live(fleet), heard) : "";
            now.add(desk.standing(sample, adviser, heard));
            if (upstream != null) {
                readings.addAll(figures.own(upstream));
            }
            readings.addAll(desk.readings());
        });
        standings = List.copyOf(now);
        fleet.ifPresent(present -> present.gauges().tell(readings));
        if (time.nanos() - keptNanos >= KEPT_EACH.toNanos()) {
            keep();
        }
    }

    @GuardedBy("this") private void keep() {
        keptNanos = time.nanos();
        var all = new TreeMap<String, Learnt>();
        desks.forEach((name, desk) -> desk.learnt().ifPresent(learnt -> all.put(name, learnt)));
        if (!all.isEmpty()) {
            notebook.write(all);
        }
    }

    /** Who starts beside others has to hear of them before it can tell whose advice counts. */
    private boolean settled(Optional<Fleet> fleet) {
        return fleet.isEmpty() || time.nanos() - startNanos >= SETTLING.toNanos();
    }

    private static boolean whole(Fleet fleet) {
        return fleet.expected() == 0 || fleet.health().live().size() >= fleet.expected();
    }

    private static Set<String> live(Optional<Fleet> fleet) {
        return fleet.map(present -> present.health().live()).orElse(Set.of());
    }

    private OptionalDouble asked(String upstream) {
        return prometheus.map(cpu -> cpu.of(upstream)).orElse(OptionalDouble.empty());
    }

    private final class Ticks implements Loop.Round {

        @Override
        public Duration run() {
            tick();
            return TICK;
        }

        @Override
        public Duration failed(Throwable cause) {
            LOG.error("scale: a round failed; it goes on", cause);
            return TICK;
        }
    }
}
