package flotilla.ops.log;

import flotilla.node.telemetry.Finished;
import java.util.random.RandomGenerator;

/**
 * Which requests are written down: a share of them drawn by lot, and every one that went wrong or took long. A route may
 * say that all of its requests are, or none.
 */
final class Sampling {

    private static final int CUT = 500;

    private final double share;
    private final int keepStatus;
    private final long keepNanos;

    Sampling(AccessLogPolicy policy) {
        this.share = policy.sample();
        this.keepStatus = policy.keepStatus();
        this.keepNanos = policy.keepSlower().isZero()
                ? Long.MAX_VALUE
                : policy.keepSlower().toNanos();
    }

    boolean takes(Finished request, RandomGenerator random) {
        return switch (request.visibility().accessLog()) {
            case OFF -> false;
            case ON -> true;
            case SAMPLE -> share >= 1 || kept(request) || random.nextDouble() < share;
        };
    }

    private boolean kept(Finished request) {
        // A cut answer has the status that it began with.
        boolean cut = request.failure() != null && request.status() < 400;
        return Math.max(request.status(), cut ? CUT : 0) >= keepStatus || request.durationNanos() > keepNanos;
    }
}
