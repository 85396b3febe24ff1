package flotilla.node.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * This node's votes for ejection. A breaker that opens votes for 30 seconds; if it opens again before the endpoint has
 * been in for as long as it was voted out, for 30 seconds more than the last time, up to 300. Not for several threads.
 *
 * <p>Worked example: it opens at 0 s and votes until 30 s; opens again at 40 s and votes until 100 s, as that is the second
 * in a row; opens again at 170 s, after more than the 60 s in, and votes until 200 s.
 */
public final class OwnVotes {

    private static final long STEP_NANOS = Duration.ofSeconds(30).toNanos();
    private static final int MOST_IN_A_ROW = 10;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private record Vote(int score, int inARow, long sinceNanos) {

        long length() {
            return STEP_NANOS * inARow;
        }

        long untilNanos() {
            return sinceNanos + length();
        }
    }

    private final Map<Long, Vote> votes = new HashMap<>();

    /**
     * This node's breaker for an endpoint has opened. While a vote holds, another opening changes nothing.
     *
     * @param score attempts lost of a thousand
     */
    public void opened(long key, int score, long nowNanos) {
        var before = votes.get(key);
        int inARow = 1;
        if (before != null) {
            long since = nowNanos - before.untilNanos();
            if (since < 0) {
                return;
            }
            inARow = since < before.length() ? Math.min(MOST_IN_A_ROW, before.inARow + 1) : 1;
        }
        votes.put(key, new Vote(score, inARow, nowNanos));
    }

    /** The votes that hold now, in the order of their keys. */
    public List<EjectionVote> toTell(long nowNanos) {
        votes.values().removeIf(vote -> nowNanos - vote.untilNanos() >= vote.length());
        var told = new ArrayList<EjectionVote>();
        votes.forEach((key, vote) -> {
            if (nowNanos - vote.untilNanos() < 0) {
                told.add(new EjectionVote(
                        key,
                        vote.score,
                        (nowNanos - vote.sinceNanos) / NANOS_PER_MILLI,
                        (vote.untilNanos() - nowNanos) / NANOS_PER_MILLI));
            }
        });
        told.sort(Comparator.comparingLong(EjectionVote::key));
        return told;
    }
}
