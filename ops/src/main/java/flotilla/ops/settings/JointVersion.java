package flotilla.ops.settings;

/**
 * What tells all that is set from what was set at another time: the fleet's version, and behind a dash this node's if anything
 * was ever set for it alone.
 */
record JointVersion(String fleet, String own) {

    private static final String NOTHING = Sheet.of(Document.EMPTY).version();

    static JointVersion of(Sheet fleet, Sheet own) {
        return new JointVersion(fleet.version(), own.version());
    }

    private static JointVersion of(String text) {
        int dash = text.indexOf('-');
        return dash < 0
                ? new JointVersion(text, NOTHING)
                : new JointVersion(text.substring(0, dash), text.substring(dash + 1));
    }

    String text() {
        return own.equals(NOTHING) ? fleet : fleet + "-" + own;
    }

    /**
     * A wish for one scope, with the part of the version that is of that scope: whoever makes the change compares it again.
     *
     * @param other what is set in the other scope now
     * @throws RefusedChange if the caller has seen something else there
     */
    static Wish part(Scope scope, Wish wish, Sheet other) throws RefusedChange {
        if (wish.version().isEmpty()) {
            return wish;
        }
        var seen = of(wish.version().get());
        boolean ofFleet = scope == Scope.FLEET;
        wish.withVersion(ofFleet ? seen.own : seen.fleet).requireSeen(other);
        return wish.withVersion(ofFleet ? seen.fleet : seen.own);
    }
}
