package flotilla.ops.tracing;

/**
 * What became of spans since the start.
 *
 * @param exported that a collector took
 * @param dropped that found no room in a queue
 * @param lost that no collector took
 */
public record SpanCounts(long exported, long dropped, long lost) {

    public SpanCounts plus(SpanCounts more) {
        return new SpanCounts(exported + more.exported, dropped + more.dropped, lost + more.lost);
    }
}
