package flotilla.node.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import flotilla.node.io.http1.ResponseHead;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryAfterTest {

    /** 1 January 2026, 00:00:00 GMT. */
    private static final long NOW = 1_767_225_600_000L;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Retry-After: 0 | 0",
                "retry-after:120 | 120",
                "RETRY-AFTER:   7   | 7",
                "Retry-After: 999999999 | 86400",
                "Retry-After: Thu, 01 Jan 2026 00:00:30 GMT | 30",
                "Retry-After: Wed, 31 Dec 2025 00:00:00 GMT | 0",
                "Retry-After: soon | -1",
                "Retry-After: -5 | -1",
                "Retry-After: | -1",
                "Retry-Afters: 5 | -1"
            })
    void understandsSecondsAndDates(String field, long seconds) {
        var text = "HTTP/1.1 503 Busy\r\nServer: x\r\n" + field + "\r\n\r\n";
        var head = new ResponseHead();
        assertThat(head.parse(text.getBytes(ISO_8859_1), text.length())).isEqualTo(text.length());

        assertThat(RetryAfter.seconds(head, NOW)).isEqualTo(seconds);
    }
}
