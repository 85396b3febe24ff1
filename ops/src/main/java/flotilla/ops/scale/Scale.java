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
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
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
 * <p>Other rules may take the place of these at any time. Upstreams that stay go on from what they have advised and learnt; what one
 * that leaves has learnt is put aside ({@link Archive}). As each node of a fleet follows by itself, they may differ for a while: the
 * node whose advice counts goes by its own rules, and the others show its number.
 *
 * <p>Threads: one virtual thread does all of it while there is anything to advise, {@link #standings} reads what it last published; {@link
 * Courier}s have their own. Rules change under the same lock as a round is made.
 */
public final class Scale implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Scale.class);

    private static final Duration TICK = Duration.ofSeconds(1);
    private static final Duration KEPT_EACH = Duration.ofMinutes(5);

    private final Node node;
    private final Function<String, Duration> checks;
    private final String self;
    private final boolean clustered;
    private final Time time;

    @GuardedBy("this") private final Archive archive;

    @GuardedBy("this") private final Map<String, Desk> desks = new TreeMap<>();

    @GuardedBy("this") private Outside outside;

    @GuardedBy("this") private long keptNanos;

    /** When it was first seen in its fleet. */
    @GuardedBy("this") private OptionalLong joinedNanos = OptionalLong.empty();

    @GuardedBy("this") private boolean closed;

    /** While there is anything to advise. */
    @GuardedBy("this") private @Nullable Loop loop;

    private volatile List<Standing> standings = List.of();

    private Scale(
            Node node,
            Function<String, Duration> checks,
            String self,
            boolean clustered,
            Optional<Path> file,
            Time time) {
        this.node = node;
        this.clustered = clustered;
        this.checks = checks;
        this.self = self;
        this.time = time;
        this.archive = new Archive(file);
        this.outside = Outside.of(ScaleRules.NONE, time);
    }

    /**
     * Advises from now on.
     *
     * @param checks the interval of each upstream's active checks, zero if it has none
     * @param self the node's id, that of its cluster if it is in one
     * @param clustered whether it is in a fleet, or will be
     * @param file where it keeps what it has learnt; empty: nowhere
     */
    public static Scale start(
            ScaleRules rules,
            Node node,
            Function<String, Duration> checks,
            String self,
            boolean clustered,
            Optional<Path> file,
            Time time) {
        var scale = new Scale(node, checks, self, clustered, file, time);
        scale.prepare(rules).make();
        return scale;
    }

    /** Other rules, about to count. */
    public interface Next {

        /** Lets them count. */
        void make();

        /** They do not come to count. */
        void giveUp();
    }

    /** Does all that may fail of going by other rules; nothing changes yet, and rules change one after the other. */
    public synchronized Next prepare(ScaleRules newer) {
        var before = outside;
        var next = before.by(newer, time);
        return new Next() {
            @Override
            public void make() {
                follow(next);
            }

            @Override
            public void giveUp() {
                next.endBeside(before);
            }
        };
    }

    private synchronized void follow(Outside next) {
        var before = outside;
        if (closed) {
            next.endBeside(before);
            return;
        }
        outside = next;
        next.begin(before);
        leave(next.rules().upstreams().keySet());
        next.rules().upstreams().forEach(this::advise);
        if (next.deeds() != before.deeds()) {
            desks.values().forEach(Desk::orderAnew);
        }
        before.endBeside(next);
        beginOrEnd();
    }

    @GuardedBy("this") private void leave(Set<String> staying) {
        var leaving =
                desks.keySet().stream().filter(name -> !staying.contains(name)).toList();
        for (var name : leaving) {
            Optional.ofNullable(desks.remove(name))
                    .flatMap(Desk::learnt)
                    .ifPresent(learnt -> archive.give(name, learnt));
            outside.deeds().end(name);
        }
        if (!leaving.isEmpty()) {
            keep();
        }
    }

    @GuardedBy("this") private void advise(String name, ScalePolicy policy) {
        long nowMillis = time.now().toEpochMilli();
        var present = desks.get(name);
        if (present == null) {
            var desk = new Desk(self, name, policy, this::carry, time.nanos());
            archive.take(name).ifPresent(learnt -> desk.resume(learnt, nowMillis));
            desks.put(name, desk);
        } else if (!policy.equals(present.policy())) {
            present.follow(policy, nowMillis);
        }
    }

    private synchronized void carry(Order order) {
        outside.deeds().carry(order);
    }

    /** Whoever asks next hears of the rules that count. */
    @GuardedBy("this") private void beginOrEnd() {
        if (desks.isEmpty()) {
            endLoop();
            standings = List.of();
            node.fleet().ifPresent(fleet -> fleet.gauges().tell(List.of()));
        } else if (loop == null) {
            keptNanos = time.nanos();
            loop = Loop.start("scale", time, new Ticks());
        } else {
            roundAtOnce();
        }
    }

    /** As the loop does, whom no round that fails keeps from the next. */
    private void roundAtOnce() {
        try {
            tick();
        } catch (RuntimeException e) {
            LOG.error("scale: a round failed; it goes on", e);
        }
    }

    @GuardedBy("this") private void endLoop() {
        if (loop != null) {
            loop.close();
            loop = null;
        }
    }

    /** How each upstream that has a policy stands, by name; none before the first second is over. */
    public List<Standing> standings() {
        return standings;
    }

    /** Advises no more; what is under way is cut, and another node of the fleet takes over. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        endLoop();
        keep();
        node.fleet().ifPresent(fleet -> fleet.gauges().tell(List.of()));
        outside.end();
    }

    private synchronized void tick() {
        if (closed || desks.isEmpty()) {
            return;
        }
        var fleet = node.fleet();
        var heard = fleet.map(present -> present.gauges().heard(time.nanos())).orElse(Map.of());
        var figures = new FleetFigures(heard, fleet.map(Scale::whole).orElse(!clustered), time);
        var upstreams = node.view().upstreams().stream()
                .collect(Collectors.toMap(UpstreamView::name, Function.identity(), (one, other) -> one));
        var readings = new ArrayList<Reading>();
        var now = new ArrayList<Standing>();
        desks.forEach((name, desk) -> {
            var upstream = upstreams.get(name);
            var sample = upstream == null
                    ? Sample.blind(time.now().toEpochMilli(), 0, "no such upstream")
                    : figures.of(upstream, checks.apply(name), asked(name));
            var adviser =
                    knowsOthers(desk, fleet) ? Advisers.of(name, self, desk.experience(), live(fleet), heard) : "";
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

    /**
     * Whether it can tell whose advice counts: at once if it is in no cluster, else once it has been in its fleet for long enough. In an
     * upgrade a process is not in it before it takes the other one's place, and no more once it has left that: it leaves advice to others.
     */
    @GuardedBy("this") private boolean knowsOthers(Desk desk, Optional<Fleet> fleet) {
        if (!clustered || fleet.isEmpty()) {
            return !clustered;
        }
        if (joinedNanos.isEmpty()) {
            joinedNanos = OptionalLong.of(time.nanos());
        }
        return desk.settled(joinedNanos.getAsLong(), time.nanos());
    }

    @GuardedBy("this") private void keep() {
        keptNanos = time.nanos();
        var all = new TreeMap<String, Learnt>();
        desks.forEach((name, desk) -> desk.learnt().ifPresent(learnt -> all.put(name, learnt)));
        archive.keep(all, time.now().toEpochMilli());
    }

    private static boolean whole(Fleet fleet) {
        return fleet.expected() == 0 || fleet.health().live().size() >= fleet.expected();
    }

    private static Set<String> live(Optional<Fleet> fleet) {
        return fleet.map(present -> present.health().live()).orElse(Set.of());
    }

    @GuardedBy("this") private OptionalDouble asked(String upstream) {
        return outside.prometheus().map(cpu -> cpu.of(upstream)).orElse(OptionalDouble.empty());
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
