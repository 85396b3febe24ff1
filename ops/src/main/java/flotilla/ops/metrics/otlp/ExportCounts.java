package flotilla.ops.metrics.otlp;

/**
 * What became of exports since the start.
 *
 * @param taken that the collector took
 * @param missed that it did not
 */
public record ExportCounts(long taken, long missed) {

    public ExportCounts plus(ExportCounts more) {
        return new ExportCounts(taken + more.taken, missed + more.missed);
    }
}
