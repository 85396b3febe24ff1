package flotilla.node.io.front;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.node.io.http1.RequestHeadParser;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OriginalClientTest {

    private static final Networks TRUSTED = Networks.of("trustedProxies", List.of("10.0.0.0/8", "2001:db8::/32"));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "                                                                    | 10.0.0.1",
                "X-Forwarded-For: 9.9.9.9                                            | 9.9.9.9",
                "X-Forwarded-For: 1.1.1.1, 9.9.9.9                                   | 9.9.9.9",
                "X-Forwarded-For: 1.1.1.1, 9.9.9.9, 10.0.0.7, 10.0.0.8               | 9.9.9.9",
                "X-Forwarded-For: 9.9.9.9~X-Other: 1~x-forwarded-for: 10.0.0.7       | 9.9.9.9",
                "X-Forwarded-For: 9.9.9.9:4711                                       | 9.9.9.9",
                "X-Forwarded-For: [2001:db9::7]:4711, 2001:db8::1                    | 2001:db9::7",
                "X-Forwarded-For: 10.0.0.9                                           | 10.0.0.9",
                "X-Forwarded-For: 1.1.1.1, nonsense, 10.0.0.7                        | 10.0.0.7",
                "X-Forwarded-For: 1.1.1.1,                                           | 10.0.0.1",
                "X-Forwarded-For:                                                    | 10.0.0.1",
                "X-Forwarded-For: unknown                                            | 10.0.0.1",
                "X-Forwarded-For: a.host.name                                        | 10.0.0.1",
            })
    void isTheLastAddressThatIsNoTrustedProxys(String fields, String expected) throws Exception {
        var lines = fields == null ? "" : fields.replace("~", "\r\n") + "\r\n";
        var parser = new RequestHeadParser();
        parser.begin(4096);
        parser.read(ByteBuffer.wrap(
                ("GET / HTTP/1.1\r\nHost: h\r\n" + lines + "\r\n").getBytes(StandardCharsets.US_ASCII)));

        assertThat(OriginalClient.of(parser.head(), InetAddress.ofLiteral("10.0.0.1"), TRUSTED))
                .isEqualTo(InetAddress.ofLiteral(expected));
    }
}
