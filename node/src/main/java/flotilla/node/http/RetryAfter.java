package flotilla.node.http;

import flotilla.node.io.http1.ResponseHead;
import java.time.DateTimeException;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/** How long an endpoint wants to be left alone (RFC 9110 section 10.2.3). */
final class RetryAfter {

    private static final long MAX_SECONDS = 86_400;

    private RetryAfter() {}

    /** The seconds that an answer asks for, a day at most; -1 if it asks for none that can be understood. */
    static long seconds(ResponseHead head, long nowMillis) {
        var value = head.value("retry-after");
        if (value == null) {
            return -1;
        }
        return value.matches("\\d{1,9}") ? Math.min(Long.parseLong(value), MAX_SECONDS) : untilDate(value, nowMillis);
    }

    private static long untilDate(String value, long nowMillis) {
        try {
            var date = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME);
            long millis = date.toInstant().toEpochMilli() - nowMillis;
            return Math.clamp(Math.ceilDiv(millis, 1000L), 0, MAX_SECONDS);
        } catch (DateTimeException e) {
            return -1;
        }
    }
}
