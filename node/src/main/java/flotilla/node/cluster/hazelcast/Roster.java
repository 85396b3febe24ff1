package flotilla.node.cluster.hazelcast;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import flotilla.node.cluster.Cluster;
import flotilla.node.cluster.Member;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who else is in the cluster, and what the listener has been told of it. A member counts as joined when it is listed and has
 * been heard: only then is it sure that it hears us.
 *
 * <p>The listener is called with the lock held: one call at a time, and none once {@link #close()} has returned.
 */
final class Roster {

    private static final Logger LOG = LoggerFactory.getLogger(Roster.class);

    private final Member own;
    private final Cluster.Listener listener;

    @GuardedBy("this") private Set<Member> listed = Set.of();

    @GuardedBy("this") private final Set<Member> heard = new HashSet<>();

    @GuardedBy("this") private boolean closed;

    @GuardedBy("this") private boolean sharesName;

    private volatile List<Member> joined = List.of();

    Roster(Member own, Cluster.Listener listener) {
        this.own = own;
        this.listener = listener;
    }

    /** Takes over who is listed now, without us. */
    synchronized void list(Set<Member> members) {
        if (closed) {
            return;
        }
        warnOfNamesake(members);
        var others = members.stream()
                .filter(member -> !member.node().equals(own.node()))
                .toList();
        listed = Set.copyOf(others);
        heard.retainAll(listed);
        for (var member : joined) {
            if (!listed.contains(member)) {
                LOG.info("member {}: joined -> left, {} others", member, joined.size() - 1);
                joined = joined.stream().filter(other -> !other.equals(member)).toList();
                tell(() -> listener.left(member));
            }
        }
    }

    /** An earlier life of ours may still be listed for a moment; one that began later is somebody else. */
    @GuardedBy("this") private void warnOfNamesake(Set<Member> members) {
        boolean shares =
                members.stream().anyMatch(member -> member.node().equals(own.node()) && member.epoch() > own.epoch());
        if (shares && !sharesName) {
            LOG.error(
                    "two members call themselves {} and do not hear each other: give each node its own cluster.node",
                    own.node());
        }
        sharesName = shares;
    }

    /** Whether a member is listed. */
    synchronized boolean lists(Member member) {
        return listed.contains(member);
    }

    /** Notes that a member speaks, so it hears as well. Tells whether it counts. */
    synchronized boolean hear(Member from) {
        if (closed || !listed.contains(from)) {
            return false;
        }
        if (heard.add(from)) {
            var all = new ArrayList<>(joined);
            all.add(from);
            joined = List.copyOf(all);
            LOG.info("member {}: unknown -> joined, {} others", from, joined.size());
            tell(() -> listener.joined(from));
        }
        return true;
    }

    /** Hands a message on. */
    synchronized void receive(Member from, byte[] message) {
        if (hear(from)) {
            tell(() -> listener.received(message));
        }
    }

    /** Whether somebody is listed who has not been heard. */
    synchronized boolean waits() {
        return heard.size() < listed.size();
    }

    /** Whether another, later member goes by our name. */
    synchronized boolean sharesName() {
        return sharesName;
    }

    List<Member> members() {
        return joined;
    }

    synchronized void close() {
        closed = true;
        joined = List.of();
    }

    @GuardedBy("this") private void tell(Runnable event) {
        try {
            event.run();
        } catch (RuntimeException e) {
            LOG.error("whoever listens to the cluster failed", e);
        }
    }
}
