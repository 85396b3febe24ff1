package flotilla.node.health;

/**
 * Up or down by results in a row: down after so many bad ones, up again after so many good ones. One result for the
 * present state begins the count anew. Not for several threads.
 */
final class RiseFall {

    private boolean up = true;
    private int against;

    boolean up() {
        return up;
    }

    /**
     * Counts a good result.
     *
     * @return whether it turned down into up
     */
    boolean good(int rise) {
        return count(true, rise);
    }

    /**
     * Counts a bad result.
     *
     * @return whether it turned up into down
     */
    boolean bad(int fall) {
        return count(false, fall);
    }

    /** Takes a state that something else has shown. */
    void set(boolean nowUp) {
        up = nowUp;
        against = 0;
    }

    /** Goes on from what others have counted. */
    void resume(CheckSharing.Standing standing) {
        up = standing.up();
        against = standing.against();
    }

    CheckSharing.Standing standing() {
        return new CheckSharing.Standing(up, against);
    }

    private boolean count(boolean good, int limit) {
        against = good == up ? 0 : against + 1;
        if (against < limit) {
            return false;
        }
        set(good);
        return true;
    }
}
