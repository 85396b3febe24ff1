package flotilla.ops.scale;

/**
 * How many endpoints an upstream should have.
 *
 * @param known whether what there is to do is known now; if not, {@code wanted} is what was last advised
 * @param wanted endpoints; 0 if nothing was ever known
 * @param present endpoints that there are
 * @param load what there is to do, in endpoints; 0 if it is not known
 * @param forecast what there will be to do at most by the time that an endpoint is up, in endpoints; 0 if nothing is foreseen
 * @param reason in words: which signal, its value and its target, or why nothing is known
 */
public record Advice(
        boolean known, int wanted, int present, double load, double forecast, Signal signal, String reason) {

    /** Whether there is a number, be it of now or the last one. */
    public boolean given() {
        return wanted > 0;
    }

    /** The same with what another node makes of it. */
    Advice withWanted(int newWanted, String newReason) {
        return new Advice(true, newWanted, present, load, forecast, signal, newReason);
    }
}
