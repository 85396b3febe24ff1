package flotilla.ops.scale;

import java.util.OptionalDouble;

/**
 * What one upstream has to do at one moment, over the whole fleet.
 *
 * @param atMillis since 1970
 * @param present endpoints that there are, those that drain or have no weight not counted
 * @param serving those of them that get requests
 * @param inFlight requests that they have
 * @param waiting requests that wait to be in flight
 * @param cpu the mean share of CPU that those who serve use, 1: all of it; empty if nobody says
 * @param whole whether nobody's part is missing: if one is, the load is at least this
 * @param trouble why nothing can be told from this; empty if it can
 */
public record Sample(
        long atMillis,
        int present,
        int serving,
        double inFlight,
        double waiting,
        OptionalDouble cpu,
        boolean whole,
        String trouble) {

    /** Nothing can be told now. */
    static Sample blind(long atMillis, int present, String trouble) {
        return new Sample(atMillis, present, 0, 0, 0, OptionalDouble.empty(), false, trouble);
    }
}
