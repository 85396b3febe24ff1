package flotilla.node.cluster.hazelcast;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import flotilla.discovery.Address;
import flotilla.discovery.Backoff;
import flotilla.discovery.Loop;
import flotilla.discovery.Time;
import flotilla.node.cluster.Cluster;
import flotilla.node.cluster.Member;
import flotilla.node.cluster.directory.Expectation;
import flotilla.node.cluster.directory.KnownMembers;
import flotilla.node.cluster.directory.MemberAddress;
import flotilla.node.cluster.tunnel.Links;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The fleet over Hazelcast: its member list says who is there, and one topic carries the messages. Nothing else of it is
 * used, so nothing waits for a partition, an owner or an answer of another member.
 *
 * <p>A member is started in the background, again after every failure, and looked after once a second: what events did not
 * say, the look finds. Publishing while there is none sends to nobody.
 */
public final class HazelcastCluster implements Cluster {

    private static final Logger LOG = LoggerFactory.getLogger(HazelcastCluster.class);
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final ClusterPolicy policy;
    private final Member own;
    private final KnownMembers known;
    private final LinkOpener opener;
    private final Time time;
    private final RandomGenerator random;

    @GuardedBy("this") private @Nullable Loop loop;

    @GuardedBy("this") private boolean closed;

    private volatile @Nullable Expectation expectation;

    private volatile @Nullable Session session;
    private volatile @Nullable Roster roster;
    private volatile String trouble = "";

    /** Opens the way to the others, which may fail as any port can. */
    @FunctionalInterface
    public interface LinkOpener {

        /** @param others asked again and again for where the others are */
        Links open(InetSocketAddress own, Supplier<List<MemberAddress>> others) throws IOException;
    }

    /**
     * @param own what the others know this member by
     * @param known the directories, which are closed with the cluster
     * @param random for the pauses after failures
     */
    public HazelcastCluster(
            ClusterPolicy policy,
            Member own,
            KnownMembers known,
            LinkOpener opener,
            Time time,
            RandomGenerator random) {
        this.policy = policy;
        this.own = own;
        this.known = known;
        this.opener = opener;
        this.time = time;
        this.random = random;
    }

    @Override
    public synchronized void join(Listener listener) {
        if (closed || loop != null) {
            throw new IllegalStateException("a cluster is joined once");
        }
        roster = new Roster(own, listener);
        expectation = new Expectation(known, () -> own(policy.address()), time);
        loop = Loop.start("cluster " + policy.name(), time, new Watching(roster, new Backoff(random)));
    }

    @Override
    public void publish(byte[] message) {
        if (message.length > MAX_MESSAGE) {
            throw new IllegalArgumentException(message.length + " bytes (expected: at most " + MAX_MESSAGE + ")");
        }
        var current = session;
        if (current != null) {
            current.send(Envelope.message(own, message));
        }
    }

    @Override
    public List<Member> members() {
        var current = roster;
        return current == null ? List.of() : current.members();
    }

    @Override
    public int expected() {
        var current = expectation;
        return current == null ? 0 : current.members();
    }

    @Override
    public String state() {
        var people = roster;
        var current = session;
        if (people == null) {
            return "not joined yet";
        } else if (current == null) {
            return trouble.isEmpty() ? "joining " + policy.name() : "not in " + policy.name() + ": " + trouble;
        } else if (people.sharesName()) {
            return "in " + policy.name() + ", but another node calls itself " + own.node() + " too";
        }
        int others = people.members().size();
        var company = others == 1 ? " with 1 other" : " with " + others + " others";
        var state = others == 0 ? "alone in " + policy.name() : "in " + policy.name() + company;
        var blocked = current.trouble();
        return blocked.isEmpty() ? state : state + ": " + blocked;
    }

    /** Starts a member where none runs, and looks after the one that does. */
    private final class Watching implements Loop.Round {

        private final Roster people;
        private final Backoff backoff;

        private Watching(Roster people, Backoff backoff) {
            this.people = people;
            this.backoff = backoff;
        }

        @Override
        public Duration run() throws Exception {
            var current = session;
            if (current == null) {
                startMember(people);
                trouble = "";
                backoff.reset();
            } else if (current.running()) {
                current.look();
            } else {
                LOG.warn("cluster {}: the member has ended by itself; another one is started", policy.name());
                session = null;
                people.list(Set.of());
                current.close();
                return Duration.ZERO;
            }
            return LOOK;
        }

        @Override
        public Duration failed(Throwable cause) {
            var reason = reason(cause);
            if (!reason.equals(trouble)) {
                LOG.error(
                        "cluster {}: no member at {}: {}; this node goes on alone and tries again",
                        policy.name(),
                        policy.bind(),
                        reason);
            }
            LOG.debug("cluster {}", policy.name(), cause);
            trouble = reason;
            return backoff.next().plus(LOOK);
        }
    }

    /** On a thread of the platform: it is seconds of work, which would keep a carrier of virtual threads from the others. */
    private void startMember(Roster people) throws Exception {
        var start = new FutureTask<>(() -> {
            adopt(open(people));
            return true;
        });
        Thread.ofPlatform().daemon().name("cluster start").start(start);
        try {
            start.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    private Session open(Roster people) throws IOException {
        var address = own(policy.address());
        var links = opener.open(address, () -> known.others(address));
        try {
            var strategy = DirectoryStrategy.factory(known, links, address, time);
            return Session.start(MemberSettings.of(policy, own, links, strategy), own, people, links);
        } catch (RuntimeException e) {
            links.close();
            throw e;
        }
    }

    private InetSocketAddress own(Address bind) throws IOException {
        var address = InetAddress.getByName(bind.host());
        if (policy.tls().isEmpty() && !policy.insecure()) {
            ReachableFrom.requireClosed(bind, address);
        }
        return new InetSocketAddress(address, bind.port());
    }

    /** The member counts from now on, unless the cluster was closed while it started. */
    private void adopt(Session started) {
        if (!keep(started)) {
            started.close();
            return;
        }
        try {
            // Not before it is kept: what is published to those who are heard of would be lost.
            started.begin();
            LOG.info("cluster {}: member {} at {} is up", policy.name(), own, policy.bind());
        } catch (RuntimeException e) {
            session = null;
            started.close();
            throw e;
        }
    }

    private synchronized boolean keep(Session started) {
        if (!closed) {
            session = started;
        }
        return !closed;
    }

    private static String reason(Throwable cause) {
        var root = Stream.iterate(cause, each -> each != null, Throwable::getCause)
                .limit(16)
                .reduce(cause, (outer, inner) -> inner);
        return Optional.ofNullable(root.getMessage())
                .flatMap(message -> message.lines().findFirst())
                .filter(line -> !line.isBlank())
                .orElse(root.getClass().getSimpleName());
    }

    @Override
    public void close() {
        Session current;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            current = session;
            session = null;
            if (roster != null) {
                roster.close();
            }
            if (loop != null) {
                loop.close();
            }
            if (expectation != null) {
                expectation.close();
            }
        }
        if (current != null) {
            current.close();
        }
        known.close();
    }
}
