package flotilla.ops.metrics;

/** What durations of requests are told apart by. */
record TimesKey(String listener, String route, String upstream) {

    /** All for which there is no room. */
    static final TimesKey REST = new TimesKey(SeriesKey.OTHER, SeriesKey.OTHER, SeriesKey.OTHER);

    /** The same among requests of routes that have no series of their own. */
    TimesKey withoutRoute() {
        return new TimesKey(listener, SeriesKey.OTHER, SeriesKey.OTHER);
    }
}
