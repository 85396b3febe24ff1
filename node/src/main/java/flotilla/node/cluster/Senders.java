package flotilla.node.cluster;

import flotilla.node.cluster.Message.Origin;
import flotilla.node.cluster.RefusedMessage.Reason;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Whose messages are heard: those of other nodes in their newest life that have not left, unless they were too long on
 * their way. Not for several threads.
 */
final class Senders {

    private record Life(long epoch, Lag lag) {}

    private final Member self;
    private final Map<String, Life> lives = new HashMap<>();
    private final Map<String, Long> departed = new HashMap<>();

    Senders(Member self) {
        this.self = self;
    }

    /**
     * When the message was sent, on this node's clock.
     *
     * @throws RefusedMessage if it is not to be heard
     */
    long admit(Origin origin, long nowNanos) throws RefusedMessage {
        var node = origin.node();
        if (node.node().equals(self.node())) {
            throw new RefusedMessage(Reason.NAMESAKE, node + " bears this node's own id");
        }
        var leftAt = departed.get(node.node());
        var life = lives.get(node.node());
        if (leftAt != null && node.epoch() <= leftAt || life != null && node.epoch() < life.epoch) {
            throw new RefusedMessage(Reason.DEPARTED, node + " has left");
        }
        if (life == null || life.epoch != node.epoch()) {
            life = new Life(node.epoch(), new Lag());
            lives.put(node.node(), life);
        }
        long lag = life.lag.of(origin.uptimeMillis(), nowNanos);
        if (lag >= Freshness.GONE.toNanos()) {
            throw new RefusedMessage(
                    Reason.STALE, origin + " was " + Duration.ofNanos(lag).toMillis() + " ms on its way");
        }
        return nowNanos - lag;
    }

    /** A member is there (again): what it says is heard, also if its clock went back before it started. */
    void joined(Member node) {
        departed.remove(node.node());
        var life = lives.get(node.node());
        if (life != null && life.epoch != node.epoch()) {
            lives.remove(node.node());
        }
    }

    /** A member has left: what it said before and still arrives is not heard. */
    void left(Member node) {
        departed.merge(node.node(), node.epoch(), Math::max);
    }
}
