package flotilla.node.health;

import flotilla.node.balance.AnswerTimes;

/**
 * A reading of what live traffic showed of one endpoint, ever.
 *
 * @param good attempts answered below 500
 * @param bad attempts lost, or answered 500 and above
 * @param times as {@link AnswerTimes#read()} has it
 */
record Traffic(long good, long bad, long times) {

    Sample since(Traffic before) {
        return new Sample(good - before.good, bad - before.bad, AnswerTimes.between(before.times, times));
    }
}
