package flotilla.node.cluster.hazelcast;

import com.hazelcast.cluster.InitialMembershipEvent;
import com.hazelcast.cluster.InitialMembershipListener;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastException;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.topic.ITopic;
import flotilla.discovery.InvalidValue;
import flotilla.node.cluster.Cluster;
import flotilla.node.cluster.Member;
import flotilla.node.cluster.tunnel.Links;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One Hazelcast member, from its start to its end. When it ends by itself, the cluster begins another one. */
final class Session {

    private static final Logger LOG = LoggerFactory.getLogger(Session.class);
    private static final Duration LEAVE = Duration.ofSeconds(3);

    private final Member own;
    private final Roster roster;
    private final Links links;
    private final HazelcastInstance instance;
    private final ITopic<Object> topic;

    private Session(Member own, Roster roster, Links links, HazelcastInstance instance) {
        this.own = own;
        this.roster = roster;
        this.links = links;
        this.instance = instance;
        this.topic = instance.getTopic(MemberSettings.TOPIC);
    }

    /** Starts a member and lets it join, which takes seconds; it hears nobody yet. The links are the session's from then on. */
    static Session start(Config config, Member own, Roster roster, Links links) {
        return new Session(own, roster, links, Hazelcast.newHazelcastInstance(config));
    }

    /** Hears the others and lets them hear of this member; whoever hears of them may send to them by now. */
    void begin() {
        instance.getCluster().addMembershipListener(new Changes());
        // After that, as it asks each member: seconds if one leaves meanwhile.
        topic.addMessageListener(message -> receive(message.getMessageObject()));
        refresh();
        send(Envelope.hello(own));
    }

    boolean running() {
        return instance.getLifecycleService().isRunning();
    }

    /** What is in the way to the others, or empty. */
    String trouble() {
        return links.trouble();
    }

    /** Compares who is there with who was, and asks those who have said nothing yet. */
    void look() {
        refresh();
        if (roster.waits()) {
            send(Envelope.hello(own));
        }
    }

    private void refresh() {
        var members = new HashSet<Member>();
        try {
            for (var member : instance.getCluster().getMembers()) {
                if (!member.localMember()) {
                    read(member).ifPresent(members::add);
                }
            }
        } catch (HazelcastInstanceNotActiveException e) {
            LOG.debug("the member has ended", e);
        }
        roster.list(members);
    }

    /** What a member says it is; empty for one that is no node of ours. */
    private static Optional<Member> read(com.hazelcast.cluster.Member member) {
        var node = member.getAttribute(MemberSettings.NODE);
        var epoch = member.getAttribute(MemberSettings.EPOCH);
        try {
            return node == null || epoch == null
                    ? Optional.empty()
                    : Optional.of(new Member(node, Long.parseLong(epoch)));
        } catch (InvalidValue | NumberFormatException e) {
            LOG.debug("{} is no node: {} {}", member, node, epoch);
            return Optional.empty();
        }
    }

    private void receive(Object message) {
        if (!(message instanceof byte[] bytes)) {
            LOG.warn("a message that is no bytes is dropped: {}", message.getClass());
            return;
        }
        var envelope = Envelope.read(bytes);
        if (envelope.isPresent() && envelope.get().message().length > Cluster.MAX_MESSAGE) {
            LOG.warn(
                    "a message of {} bytes from {} is dropped (expected: at most {})",
                    bytes.length,
                    envelope.get().from(),
                    Cluster.MAX_MESSAGE);
        } else {
            envelope.filter(one -> !one.from().equals(own)).ifPresent(this::take);
        }
    }

    private void take(Envelope envelope) {
        var from = envelope.from();
        if (!roster.lists(from)) {
            refresh();
        }
        switch (envelope.kind()) {
            case MESSAGE -> roster.receive(from, envelope.message());
            case HERE -> roster.hear(from);
            case HELLO -> {
                if (roster.hear(from)) {
                    send(Envelope.here(own));
                }
            }
        }
    }

    /** Sends to all who hear now; what cannot be sent is lost. */
    void send(byte[] envelope) {
        try {
            topic.publish(envelope);
        } catch (HazelcastInstanceNotActiveException | HazelcastException e) {
            LOG.debug("a message was not sent", e);
        }
    }

    /** Takes leave of the others, within a limit. */
    void close() {
        var leaving = Thread.ofPlatform().daemon().name("cluster leaves").start(instance::shutdown);
        try {
            if (!leaving.join(LEAVE)) {
                LOG.warn("the cluster could not be left within {} s; goes without a word", LEAVE.toSeconds());
                instance.getLifecycleService().terminate();
            }
        } catch (InterruptedException e) {
            instance.getLifecycleService().terminate();
            Thread.currentThread().interrupt();
        } finally {
            links.close();
        }
    }

    private final class Changes implements InitialMembershipListener {

        @Override
        public void init(InitialMembershipEvent event) {
            refresh();
        }

        @Override
        public void memberAdded(MembershipEvent event) {
            refresh();
        }

        @Override
        public void memberRemoved(MembershipEvent event) {
            refresh();
        }
    }
}
