package flotilla.ops.log;

/**
 * Writes moments as {@code 2026-01-31T12:00:00.123Z} (RFC 3339, UTC). One for each thread: the calendar is only
 * consulted when the second changes, and nothing is allocated even then.
 */
final class Clockface {

    private static final int SECONDS_PER_DAY = 86_400;

    private final byte[] prefix = new byte[19];
    private long second = Long.MIN_VALUE;

    /** Puts the moment {@code millis} after the epoch. */
    void put(long millis, Line line) {
        long now = Math.floorDiv(millis, 1000L);
        if (now != second) {
            second = now;
            turn(now);
        }
        line.put(prefix);
        line.put('.');
        line.putPadded(Math.floorMod(millis, 1000L), 3);
        line.put('Z');
    }

    /** The civil calendar from a count of days, as Howard Hinnant derives it ("chrono-compatible date algorithms"). */
    private void turn(long now) {
        long days = Math.floorDiv(now, (long) SECONDS_PER_DAY) + 719_468;
        long era = Math.floorDiv(days, 146_097L);
        long dayOfEra = days - era * 146_097;
        long yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        long dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        long shifted = (5 * dayOfYear + 2) / 153;
        long month = shifted < 10 ? shifted + 3 : shifted - 9;
        long year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
        long ofDay = Math.floorMod(now, (long) SECONDS_PER_DAY);
        put(0, year, 4, '-');
        put(5, month, 2, '-');
        put(8, dayOfYear - (153 * shifted + 2) / 5 + 1, 2, 'T');
        put(11, ofDay / 3600, 2, ':');
        put(14, ofDay / 60 % 60, 2, ':');
        put(17, ofDay % 60, 2, '.');
    }

    private void put(int at, long number, int digits, char end) {
        long rest = number;
        for (int i = at + digits - 1; i >= at; i--) {
            prefix[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        if (at + digits < prefix.length) {
            prefix[at + digits] = (byte) end;
        }
    }
}
