package flotilla.node.cluster;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import flotilla.discovery.Loop;
import flotilla.discovery.Time;
import flotilla.node.balance.LiveEndpoint;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This node among its fleet: tells the others what it does, hears what they do, and lets its endpoints know ({@link
 * LiveEndpoint#heard}). What is told and made of it is in {@link FleetState}; here are the threads.
 *
 * <p>Every interval a report goes out, to each node's own {@link Rhythm}, as nodes that report at one moment also choose
 * in step. Verdicts go out as soon as one turns, and each second besides; so does what stands on the {@link Board}. A
 * node that has come says hello, and whoever hears it tells it all.
 *
 * <p>Threads: one that ticks, one that sends ({@link Outbox}), and the cluster's, which hear. They take turns at the
 * state under this object's lock; it is held for some microseconds, never while sending. No request takes it.
 */
public final class Fleet implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Fleet.class);

    private static final long TABLE_NANOS = Duration.ofSeconds(1).toNanos();
    private static final Duration FAREWELL = Duration.ofSeconds(1);

    private final FleetPolicy policy;
    private final Member self;
    private final Cluster cluster;
    private final Time time;
    private final MessageCounts messages = new MessageCounts();
    private final Outbox outbox;
    private final Peers peers;
    private final Gauges gauges;

    @GuardedBy("this") private final FleetState state;

    @GuardedBy("this") private final Rhythm rhythm;

    @GuardedBy("this") private long tableNanos;

    private final Runnable changed;
    private final Loop loop;

    private volatile FleetHealth health = FleetHealth.NONE;
    private volatile Optional<Board> board = Optional.empty();

    private Fleet(
            Membership place,
            Supplier<List<LiveEndpoint>> endpoints,
            Supplier<? extends List<? extends SharedLimit>> limits,
            Runnable changed,
            Time time,
            long seed) {
        this.changed = changed;
        this.tableNanos = time.nanos();
        this.policy = place.policy();
        this.self = place.self();
        this.cluster = place.cluster();
        this.time = time;
        this.rhythm = new Rhythm(self, policy.interval(), seed);
        this.state = new FleetState(self, endpoints, limits, time.nanos());
        this.peers = state.peers();
        this.gauges = state.gauges();
        this.outbox = new Outbox(cluster, messages);
        this.loop = Loop.start("fleet", time, new Ticks(this::tick, policy.interval()));
    }

    /**
     * Joins, and goes on until closed; returns at once.
     *
     * @param place its cluster is closed with this fleet
     * @param endpoints all that this node knows of, those of every upstream; asked at every tick
     * @param limits that this node keeps over the fleet; asked at every tick
     * @param changed called when {@link #health} has changed, by whichever thread finds it; must not block
     * @param seed of the jitter
     */
    public static Fleet start(
            Membership place,
            Supplier<List<LiveEndpoint>> endpoints,
            Supplier<? extends List<? extends SharedLimit>> limits,
            Runnable changed,
            Time time,
            long seed) {
        var fleet = new Fleet(place, endpoints, limits, changed, time, seed);
        place.cluster().join(fleet.new Ears());
        return fleet;
    }

    /** Who this node is to the others. */
    public Member self() {
        return self;
    }

    /** The other nodes, as their newest reports have them, in the order of their ids. */
    public List<Peer> peers() {
        return peers.all();
    }

    /** The members there are besides this node, whether they report or not. */
    public List<Member> members() {
        return cluster.members();
    }

    /** How many members there should be, this one included, seen or not; 0: nobody says. */
    public int expected() {
        return cluster.expected();
    }

    /** One line on the cluster, for those who look. */
    public String clusterState() {
        return cluster.state();
    }

    /** What was said and heard. */
    public MessageCounts messages() {
        return messages;
    }

    /** What all live nodes have to do for each upstream. */
    public synchronized List<UpstreamSum> sums() {
        return state.sums();
    }

    /** Figures that nodes tell one another for others to use. */
    public Gauges gauges() {
        return gauges;
    }

    /** What the fleet says of this node's endpoints now. */
    public FleetHealth health() {
        return health;
    }

    /** Who said what, for those who show it. */
    public synchronized Minutes minutes() {
        return state.minutes(time.nanos());
    }

    /** Whether this node is one of those that check this endpoint now. */
    public boolean checks(LiveEndpoint endpoint) {
        return health.checks(endpoint, self);
    }

    /** What others found of an endpoint that this node begins to check: what its own checks go on from. */
    public synchronized Optional<Opinion> inherited(LiveEndpoint endpoint) {
        return state.inherited(endpoint.key(), time.nanos());
    }

    /**
     * What this node's own checks find; due after each, as an opinion holds for {@link Opinions#life} only. The
     * others hear of it at once when it turns, and each second besides.
     *
     * @param against checks in a row that said the opposite
     */
    public void checked(LiveEndpoint endpoint, boolean up, int against, Duration interval, String reason) {
        boolean news;
        synchronized (this) {
            news = state.checked(endpoint.key(), up, against, Opinions.life(interval), reason, time.nanos());
        }
        told(news);
    }

    /** This node checks the endpoint no more: another one has taken it over, or it is gone. */
    public void checksNoMore(LiveEndpoint endpoint) {
        boolean news;
        synchronized (this) {
            news = state.checksNoMore(endpoint.key(), time.nanos());
        }
        told(news);
    }

    /**
     * This node's breaker for an endpoint has opened: a vote to eject it.
     *
     * @param score attempts lost of a thousand
     */
    public void opened(LiveEndpoint endpoint, int score) {
        synchronized (this) {
            state.opened(endpoint.key(), score, time.nanos());
        }
        told(true);
    }

    /** Keeps this board the same as those of the others from now on. */
    public void keep(Board newBoard) {
        board = Optional.of(newBoard);
        outbox.send("a hello", this::hello);
        post();
    }

    /** Tells the others all that stands on the board, now. */
    public void post() {
        board.filter(kept -> !cluster.members().isEmpty())
                .ifPresent(kept -> outbox.send("a posting", () -> bulletin(kept.posting())));
    }

    /**
     * This node is about to go: the others take over what it checks, and no longer count on its traffic. It goes on checking
     * until it is closed, so that nothing is without a look meanwhile. Returns once that is on its way.
     */
    public void leave() {
        synchronized (this) {
            state.leave();
        }
        if (!cluster.members().isEmpty() && !outbox.sendNow(this::table, FAREWELL)) {
            LOG.warn("fleet: the others could not be told that this node leaves; they will miss it");
        }
    }

    @Override
    public void close() {
        loop.close();
        outbox.close();
        cluster.close();
    }

    private synchronized Message report() {
        return state.report(time.nanos());
    }

    private synchronized Message hello() {
        return state.hello(time.nanos());
    }

    private synchronized Message table() {
        return state.table(time.nanos());
    }

    private synchronized Message readings() {
        return state.readings(time.nanos());
    }

    private synchronized Message bulletin(Posting posting) {
        return state.bulletin(posting, time.nanos());
    }

    private void told(boolean news) {
        if (news && !cluster.members().isEmpty()) {
            outbox.send("verdicts", this::table);
        }
        show();
    }

    /** Publishes what the state has come to, if that is new; by whichever thread made it so. */
    private void show() {
        boolean news;
        synchronized (this) {
            var now = state.health();
            news = !now.equals(health);
            health = now;
        }
        if (news) {
            changed.run();
        }
    }

    private Duration tick() {
        var pause = tellOfNow();
        show();
        return pause;
    }

    private synchronized Duration tellOfNow() {
        if (!rhythm.begun()) {
            return rhythm.pause();
        }
        long now = time.nanos();
        state.expect(cluster.expected());
        state.tick(now);
        if (!cluster.members().isEmpty()) {
            outbox.send("a report", this::report);
            if (now - tableNanos >= TABLE_NANOS) {
                tableNanos = now;
                outbox.send("verdicts", this::table);
                if (!gauges.own().isEmpty()) {
                    outbox.send("readings", this::readings);
                }
                board.ifPresent(kept ->
                        outbox.send("a digest", () -> bulletin(kept.posting().head())));
            }
        }
        return rhythm.pause();
    }

    private void answerLater() {
        Duration wait;
        synchronized (this) {
            wait = rhythm.beforeAnswer();
        }
        Thread.ofVirtual().name("fleet-answer").start(() -> {
            try {
                time.pause(wait);
                outbox.send("a report", this::report);
                outbox.send("verdicts", this::table);
                post();
            } catch (InterruptedException e) {
                LOG.debug("an answer to a hello was interrupted");
            }
        });
    }

    private void take(Message message) throws RefusedMessage {
        synchronized (this) {
            state.take(message, time.nanos());
        }
        switch (message) {
            case NodeReport report -> {}
            case Readings readings -> {}
            case Verdicts verdicts -> show();
            case Bulletin(var origin, var posting) -> board.ifPresent(kept -> kept.read(origin.node(), posting));
            case Message.Hello hello -> answerLater();
            case Message.Unknown(var origin) -> LOG.debug("fleet: {} says what is not known yet", origin);
        }
    }

    private final class Ears implements Cluster.Listener {

        @Override
        public void received(byte[] message) {
            messages.hear(message, Fleet.this::take);
        }

        @Override
        public void joined(Member member) {
            LOG.info("fleet: {} is there", member);
            synchronized (Fleet.this) {
                state.joined(member);
            }
            outbox.send("a hello", Fleet.this::hello);
        }

        @Override
        public void left(Member member) {
            LOG.info("fleet: {} is gone", member);
            synchronized (Fleet.this) {
                state.left(member, time.nanos());
            }
            show();
        }
    }
}
