package flotilla.node.cluster;

import flotilla.node.balance.Mixed;
import java.time.Duration;
import java.util.SplittableRandom;

/**
 * When a node speaks, so that a fleet does not speak in chorus. The first report is put off by a part of the interval that
 * the node's id draws, and each pause varies by a tenth: what coincides drifts apart. Answers to a hello wait for up to
 * 50 ms. Not for several threads.
 */
final class Rhythm {

    private static final int MAX_ANSWER_MILLIS = 50;
    private static final double JITTER = 0.1;
    private static final double UNIT = 0x1.0p-53;

    private final Member self;
    private final Duration interval;
    private final SplittableRandom random;
    private boolean begun;

    Rhythm(Member self, Duration interval, long seed) {
        this.self = self;
        this.interval = interval;
        this.random = new SplittableRandom(seed);
    }

    /** Whether the pause before the first report is over; before it is asked for, it is not. */
    boolean begun() {
        return begun;
    }

    /** How long to pause now. */
    Duration pause() {
        double factor = begun ? 1 + JITTER * (2 * random.nextDouble() - 1) : phase();
        begun = true;
        return Duration.ofNanos(Math.round(interval.toNanos() * factor));
    }

    private double phase() {
        return (Mixed.hash(self.node()) >>> 11) * UNIT;
    }

    /** How long to wait before the answer to a hello. */
    Duration beforeAnswer() {
        return Duration.ofMillis(random.nextInt(MAX_ANSWER_MILLIS));
    }
}
