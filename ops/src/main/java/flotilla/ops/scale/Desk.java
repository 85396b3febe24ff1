package flotilla.ops.scale;

import flotilla.node.cluster.Reading;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this node thinks of one upstream, what the fleet's adviser does, and what was ordered. Not for several threads.
 */
final class Desk {

    private static final Logger LOG = LoggerFactory.getLogger(Desk.class);
    private static final long REPEAT_MILLIS = 300_000;
    private static final Duration SETTLING = Duration.ofSeconds(5);

    private final String self;
    private final String upstream;
    private ScalePolicy policy;
    private final Advisor advisor;
    private final Consumer<Order> orders;
    private final long sinceNanos;

    private boolean acting;
    private Advice advice = new Advice(false, 0, 0, 0, 0, Signal.NONE, "nothing is known yet");
    private int shown;
    private long changedMillis;
    private int ordered;
    private long orderedMillis;

    /**
     * @param self this node's id
     * @param orders gets what is to be carried out, while this node is the one to say so
     * @param nowNanos when it begins
     */
    Desk(String self, String upstream, ScalePolicy policy, Consumer<Order> orders, long nowNanos) {
        this.self = self;
        this.upstream = upstream;
        this.policy = policy;
        this.advisor = new Advisor(policy);
        this.orders = orders;
        this.sinceNanos = nowNanos;
    }

    /** Goes on from what was learnt before a restart. */
    void resume(Learnt learnt, long nowMillis) {
        LOG.info("scale: {}: what was learnt before {}", upstream, advisor.resume(learnt, nowMillis));
    }

    ScalePolicy policy() {
        return policy;
    }

    /** Goes by another policy from now on. */
    void follow(ScalePolicy newer, long nowMillis) {
        policy = newer;
        advisor.follow(newer, nowMillis)
                .ifPresent(how -> LOG.info("scale: {}: by its new policy what was learnt {}", upstream, how));
    }

    /** Others carry out what is ordered: they are told at once if there are not as many as there should be. */
    void orderAnew() {
        ordered = 0;
    }

    /**
     * Whether it has had the time to hear of others; before, nobody beside others can tell whose advice counts.
     *
     * @param joinedNanos when this node came into its fleet
     */
    boolean settled(long joinedNanos, long nowNanos) {
        return Math.min(nowNanos - sinceNanos, nowNanos - joinedNanos) >= SETTLING.toNanos();
    }

    /** What is worth to be kept over a restart. */
    Optional<Learnt> learnt() {
        return advisor.learnt();
    }

    /** What this node tells of its own knowledge. */
    long experience() {
        return advisor.seasonal() ? Advisers.SEASONED : Advisers.NEW;
    }

    /**
     * How it stands after this moment; orders what has to be ordered.
     *
     * @param adviser whose advice counts; empty: it is too early to say
     */
    Standing standing(Sample sample, String adviser, Map<String, Map<Long, Reading>> heard) {
        boolean before = acting;
        acting = adviser.equals(self);
        var told = Optional.ofNullable(heard.getOrDefault(adviser, Map.of()).get(Keys.wanted(upstream)));
        if (!acting) {
            told.ifPresent(reading -> advisor.adopt((int) reading.value()));
        }
        var own = advisor.advise(sample);
        advice = acting
                ? own
                : told.map(reading -> own.withWanted((int) reading.value(), reading.text()))
                        .orElse(own);
        noteChange(sample.atMillis());
        if (!acting) {
            ordered = 0;
        } else if (advice.known()) {
            if (!before && shown > 0) {
                LOG.info("scale: {}: this node advises from now on", upstream);
            }
            order(sample.atMillis());
        }
        return new Standing(upstream, policy, advice, adviser, acting, changedMillis, advisor.seen());
    }

    private void noteChange(long nowMillis) {
        if (advice.wanted() == shown || advice.wanted() == 0) {
            return;
        }
        if (acting && (shown != 0 || advice.wanted() != advice.present())) {
            LOG.info(
                    "scale: {}: {} -> {} endpoints ({} there): {}",
                    upstream,
                    shown == 0 ? advice.present() : shown,
                    advice.wanted(),
                    advice.present(),
                    advice.reason());
        }
        shown = advice.wanted();
        changedMillis = nowMillis;
    }

    private void order(long nowMillis) {
        long repeat = Math.max(REPEAT_MILLIS, 2 * policy.startTime().toMillis());
        boolean fresh = ordered == 0 ? advice.wanted() != advice.present() : advice.wanted() != ordered;
        boolean again = ordered != 0 && advice.wanted() != advice.present() && nowMillis - orderedMillis >= repeat;
        if (fresh || again) {
            var order = Order.of(self, upstream, advice, policy, Instant.ofEpochMilli(nowMillis));
            orders.accept(order);
            orderedMillis = nowMillis;
        }
        if (fresh || ordered == 0) {
            ordered = advice.wanted();
        }
    }

    /** What this node tells the others of it. */
    List<Reading> readings() {
        var readings = new ArrayList<Reading>();
        readings.add(new Reading(Keys.learnt(upstream), experience(), 0, ""));
        if (acting && advice.known()) {
            readings.add(new Reading(Keys.wanted(upstream), advice.wanted(), 0, advice.reason()));
        }
        return readings;
    }
}
