package flotilla.discovery.consul;

import flotilla.discovery.Backoff;
import flotilla.discovery.Loop;
import flotilla.discovery.Sight;
import flotilla.discovery.Sight.Guard;
import flotilla.discovery.SourceContext;
import flotilla.discovery.Voice;
import flotilla.discovery.consul.Subject.Answer;
import flotilla.discovery.consul.Subject.Ask;
import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.kiwiproject.consul.option.ConsistencyMode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The watch over one thing in Consul: asks by blocking queries, for ever, and believes no answer too soon.
 *
 * <p>A round asks once. Its way of asking follows from what happened before:
 *
 * <ul>
 *   <li>as a rule it blocks on the last index and takes the answer of any server ("stale"), which costs the registry least;
 *   <li>an answer from a server that has not heard from a leader for long is asked again of the leader;
 *   <li>an answer that lists nothing, or less than half, is asked again by consistent reads ({@link ShrinkGuard});
 *   <li>after a failure the next agent is asked, at once until all had their turn, then after a pause ({@link Backoff}), and
 *       without blocking, since the index may mean nothing any more.
 * </ul>
 *
 * <p>Every request passes {@link Pace} first, so no answer, however odd, makes the loop hot. If the first attempts fail, the
 * last known good copy is said instead, and then why it is not fresh.
 */
final class ConsulWatch<T, E> implements Loop.Round {

    private static final Logger LOG = LoggerFactory.getLogger(ConsulWatch.class);

    private final String name;
    private final Subject<T, E> subject;
    private final Agents agents;
    private final Voice<E> voice;
    private final LastKnownGood<T> lastGood;
    private final Sight sight;
    private final ConsulUri.Pacing pacing;
    private final RandomGenerator random;
    private final BlockingIndex index = new BlockingIndex();
    private final Backoff backoff;
    private final Pace pace;
    private final ShrinkGuard guard;
    private List<T> known = List.of();
    private List<String> notes = List.of();
    private boolean spoken;
    private boolean askLeader;
    private boolean doubtful;
    private int failures;
    private Duration longest;

    ConsulWatch(
            ConsulUri uri,
            SourceContext context,
            Subject<T, E> subject,
            Agents agents,
            Voice<E> voice,
            LastKnownGood<T> lastGood,
            Sight sight) {
        this.name = uri.uri().toString();
        this.subject = subject;
        this.agents = agents;
        this.voice = voice;
        this.lastGood = lastGood;
        this.sight = sight;
        this.pacing = uri.pacing();
        this.longest = pacing.longest();
        this.random = new SplittableRandom(context.seed() ^ name.hashCode());
        this.backoff = new Backoff(random);
        this.pace = new Pace(context.time(), pacing.minDelay());
        this.guard = new ShrinkGuard(context.time(), pacing.grace());
        this.known = lastGood.load();
    }

    @Override
    public Duration run() throws Exception {
        var delay = pace.ask();
        if (!delay.isZero()) {
            return delay;
        }
        var ask = nextAsk();
        return take(ask, subject.ask(agents, ask));
    }

    private Ask nextAsk() {
        if (doubtful) {
            return new Ask(BigInteger.ZERO, pacing.longest(), ConsistencyMode.CONSISTENT);
        }
        var jitter = Duration.ofMillis(random.nextLong(longest.toMillis() / 16 + 1));
        var mode = askLeader ? ConsistencyMode.DEFAULT : ConsistencyMode.STALE;
        return new Ask(index.value(), longest.minus(jitter), mode);
    }

    private Duration take(Ask ask, Answer<T> answer) {
        var tooOld = !answer.knowsLeader() || answer.staleness().compareTo(pacing.maxStale()) > 0;
        if (ask.mode().equals(ConsistencyMode.STALE) && tooOld) {
            LOG.debug("{}: {} is {} behind its leader; asks the leader", name, agents.current(), answer.staleness());
            sight.guarded(Guard.SERVER_BEHIND);
            askLeader = true;
            index.reset();
            return Duration.ZERO;
        }
        askLeader = false;
        follow(answer);
        if (!guard.believes(known.size(), answer.items().size(), ask.consistent())) {
            return doubt(answer);
        }
        doubtful = false;
        believe(answer);
        return Duration.ZERO;
    }

    private void follow(Answer<T> answer) {
        if (failures > 0) {
            LOG.debug("{}: seen again by {}", name, agents.current());
        }
        failures = 0;
        longest = answer.longest();
        backoff.reset();
        sight.at(answer.index().longValue());
        if (index.answered(answer.index())) {
            LOG.info("{}: the index went backwards to {}: the registry began anew", name, answer.index());
            sight.guarded(Guard.INDEX_BACKWARDS);
            guard.beginGrace();
        }
        if (!answer.notes().equals(notes)) {
            notes = answer.notes();
            notes.forEach(note -> {
                sight.guarded(Guard.LEFT_OUT);
                LOG.warn("{}: {}", name, note);
            });
        }
    }

    private Duration doubt(Answer<T> answer) {
        if (!doubtful) {
            LOG.info(
                    "{}: {} lists {} where {} were known; stays with what is known until that is confirmed",
                    name,
                    agents.current(),
                    answer.items().size(),
                    known.size());
            sight.guarded(Guard.SHRUNK);
        }
        doubtful = true;
        sayLastGood();
        return ShrinkGuard.AGAIN;
    }

    private void believe(Answer<T> answer) {
        var sameInAnotherOrder = spoken && Set.copyOf(known).equals(Set.copyOf(answer.items()));
        known = sameInAnotherOrder ? known : answer.items();
        spoken = true;
        lastGood.save(known);
        sight.seen();
        voice.snapshot(subject.snapshot(known));
    }

    @Override
    public Duration failed(Throwable cause) {
        var agent = agents.current();
        var reason = "consul at " + agent + ": " + Reason.of(cause);
        failures++;
        sight.failed();
        askLeader = false;
        index.reset();
        agents.rotate();
        LOG.debug("{}: {}", name, reason, cause);
        if (failures < agents.count()) {
            LOG.info("{}: {} -> {} because of {}", name, agent, agents.current(), reason);
            return Duration.ZERO;
        }
        guard.beginGrace();
        sayLastGood();
        voice.trouble(subject.stale(reason + "; keeps the " + known.size() + " known and asks again"));
        return backoff.next();
    }

    private void sayLastGood() {
        if (!spoken && !known.isEmpty()) {
            LOG.info("{}: starts from the {} of the last known good copy", name, known.size());
            sight.guarded(Guard.OLD_COPY);
            spoken = true;
            voice.snapshot(subject.snapshot(known));
        }
    }
}
