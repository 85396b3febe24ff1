package flotilla.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.node.FakeEndpoint;
import flotilla.node.TestNode;
import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Requests that two readers could understand differently, as raw bytes. Each must be refused, the connection closed, and
 * nothing but what came whole before the defect may reach an endpoint: in particular not the second request that hides
 * behind it.
 */
class SmugglingTest {

    private static final String HIDDEN = "GET /hidden HTTP/1.1\r\nHost: h\r\n\r\n";

    private static final String HEADS = """
            length and coding              | POST / HTTP/1.1~Host: h~Content-Length: 5~Transfer-Encoding: chunked~~0~~
            coding twice                   | POST / HTTP/1.1~Host: h~Transfer-Encoding: chunked~Transfer-Encoding: chunked~~0~~
            coding and identity            | POST / HTTP/1.1~Host: h~Transfer-Encoding: chunked~Transfer-Encoding: identity~~0~~
            coding misspelt                | POST / HTTP/1.1~Host: h~Transfer-Encoding: xchunked~~3~abc~0~~
            coding in a list               | POST / HTTP/1.1~Host: h~Transfer-Encoding: gzip, chunked~~3~abc~0~~
            coding before identity         | POST / HTTP/1.1~Host: h~Transfer-Encoding: chunked, identity~~3~abc~0~~
            coding identity                | POST / HTTP/1.1~Host: h~Transfer-Encoding: identity~~0~~
            coding in HTTP/1.0             | POST / HTTP/1.0~Host: h~Transfer-Encoding: chunked~~3~abc~0~~
            coding after a control         | POST / HTTP/1.1~Host: h~Transfer-Encoding: ^vchunked~~0~~
            length twice, the same         | POST / HTTP/1.1~Host: h~Content-Length: 3~Content-Length: 3~~abc
            length twice, different        | POST / HTTP/1.1~Host: h~Content-Length: 3~Content-Length: 4~~abc
            length in a list               | POST / HTTP/1.1~Host: h~Content-Length: 3, 3~~abc
            length with a sign             | POST / HTTP/1.1~Host: h~Content-Length: +3~~abc
            length below zero              | POST / HTTP/1.1~Host: h~Content-Length: -3~~abc
            length above 2^64              | POST / HTTP/1.1~Host: h~Content-Length: 18446744073709551619~~abc
            length of 2^64                 | POST / HTTP/1.1~Host: h~Content-Length: 18446744073709551616~~
            length in hexadecimal          | POST / HTTP/1.1~Host: h~Content-Length: 0x3~~abc
            length empty                   | POST / HTTP/1.1~Host: h~Content-Length: ~~abc
            blank before colon             | GET / HTTP/1.1~Host : h~~
            blank before colon of length   | POST / HTTP/1.1~Host: h~Content-Length : 3~~abc
            folded first line              | GET / HTTP/1.1~ Host: h~~
            no host                        | GET / HTTP/1.1~~
            host twice                     | GET / HTTP/1.1~Host: a~Host: b~~
            host and target differ         | GET http://other/ HTTP/1.1~Host: a~~
            NUL in a value                 | GET / HTTP/1.1~Host: a~X: a^0b~~
            CR in a value                  | GET / HTTP/1.1~Host: a~X: a\\rb~~
            bare LF after a line           | GET / HTTP/1.1\\nHost: a\\n\\n
            name with a blank              | GET / HTTP/1.1~Host: a~X Y: 1~~
            name empty                     | GET / HTTP/1.1~Host: a~: 1~~
            target with a bar              | GET /a|b HTTP/1.1~Host: a~~
            version with a tail            | GET / HTTP/1.1x~Host: a~~
            no version                     | GET /~
            HTTP/2 preface                 | PRI * HTTP/2.0~~SM~~
            tunnel                         | CONNECT h:443 HTTP/1.1~Host: h:443~~
            trace                          | TRACE / HTTP/1.1~Host: h~~
            unknown expectation            | POST / HTTP/1.1~Host: h~Expect: miracles~Content-Length: 3~~abc
            path above the root            | GET /a/../../b HTTP/1.1~Host: h~~
            """;

    private static final String CHUNKS = """
            size with a prefix             | 0x5~hello~0~~
            size empty                     | ~~
            size not a number              | zz~~
            size below zero                | -3~abc~0~~
            size with a sign               | +3~abc~0~~
            size with a blank              | 3 ~abc~0~~
            size too large                 | ffffffffffffffffff~abc
            size just too large            | 8000000000000000~abc
            extension ends with a bare LF  | 3;a\\nabc~0~~
            size ends with a bare LF       | 3\\nabc~0~~
            extension with a control       | 3;a^0b~abc~0~~
            data longer than its size      | 3~abcXX~0~~
            data without its end           | 3~abc0~~
            trailer with a blank           | 0~X Y: 1~~
            trailer without a colon        | 0~XY~~
            trailer with a control         | 0~X: a^1b~~
            trailer ends with a bare LF    | 0~X: a\\n~
            """;

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = HEADS)
    void refusesAHead(String name, String request) throws IOException {
        try (var endpoint = FakeEndpoint.start();
                var node = TestNode.before(endpoint);
                var client = node.client()) {
            client.send(unescape(request) + HIDDEN);
            client.socket().shutdownOutput();

            assertThat(client.readToEnd())
                    .as(name)
                    .satisfiesAnyOf(
                            answer -> assertThat(answer).isIn("", "<reset>"),
                            answer -> assertThat(answer).matches("(?s)HTTP/1.1 (400|417|501|505) .*"));
            assertThat(endpoint.received()).extracting(r -> r.target()).doesNotContain("/hidden", "/", "/a|b", "/b");
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = CHUNKS)
    void refusesAChunk(String name, String chunks) throws IOException {
        try (var endpoint = FakeEndpoint.start();
                var node = TestNode.before(endpoint);
                var client = node.client()) {
            client.send("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n" + unescape(chunks) + HIDDEN);
            client.socket().shutdownOutput();

            assertThat(client.readToEnd())
                    .as(name)
                    .satisfiesAnyOf(
                            answer -> assertThat(answer).isIn("", "<reset>"),
                            answer -> assertThat(answer).startsWith("HTTP/1.1 400 "));
            assertThat(endpoint.received()).as("only whole requests").isEmpty();
        }
    }

    private static String unescape(String text) {
        return text.replace("~", "\r\n")
                .replace("\\r", "\r")
                .replace("\\n", "\n")
                .replace("^v", "\u000b")
                .replace("^0", "\0")
                .replace("^1", "\1");
    }
}
