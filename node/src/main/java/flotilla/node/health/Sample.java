package flotilla.node.health;

import flotilla.node.balance.AnswerTimes.Span;

/**
 * What live traffic showed of one endpoint in a span of time.
 *
 * @param good attempts that were answered below 500
 * @param bad attempts that were lost, or answered 500 and above
 * @param times of its answers, good or bad
 */
record Sample(long good, long bad, Span times) {

    static final Sample NONE = new Sample(0, 0, Span.NONE);

    Sample plus(Sample other) {
        return new Sample(good + other.good, bad + other.bad, times.plus(other.times));
    }

    long requests() {
        return good + bad;
    }

    /** The share that failed; 0 without requests. */
    double failed() {
        return requests() == 0 ? 0 : (double) bad / requests();
    }

    /**
     * What the share that would fail in the long run is at least: the lower end of Wilson's score interval.
     *
     * @param deviations how sure that is to be, in standard deviations
     */
    double failsAtLeast(double deviations) {
        return Wilson.end(bad, requests(), -deviations);
    }

    /** What the share that would fail in the long run is at most: the upper end. */
    double failsAtMost(double deviations) {
        return Wilson.end(bad, requests(), deviations);
    }
}
