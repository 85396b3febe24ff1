package flotilla.node.io.front;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.node.FakeEndpoint;
import flotilla.node.RawClient;
import flotilla.node.TestNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Streams of requests of every kind, pipelined and cut into pieces by a seeded generator: each request is answered once
 * and in its turn, up to the first that is malformed, however the pieces come; and nothing is left of them.
 */
class ClientStreamTest {

    private static final int STREAMS = 60;

    private record Stream(String bytes, List<Integer> statuses, boolean refused) {

        static Stream of(SplittableRandom random) {
            var bytes = new StringBuilder();
            var statuses = new ArrayList<Integer>();
            for (int n = random.nextInt(1, 8); n > 0; n--) {
                bytes.append(request(random));
                statuses.add(200);
            }
            boolean refused = random.nextInt(3) == 0;
            if (refused) {
                bytes.append("GET / HTTP/1.1\r\nHost: a\r\nX : 1\r\n\r\nGET /hidden HTTP/1.1\r\nHost: h\r\n\r\n");
                statuses.add(400);
            }
            return new Stream(bytes.toString(), statuses, refused);
        }

        private static String request(SplittableRandom random) {
            int size = random.nextInt(4) == 0 ? random.nextInt(40_000) : random.nextInt(20);
            var padding = "X-Pad: " + "p".repeat(random.nextInt(3) == 0 ? random.nextInt(6000) : 3) + "\r\n";
            return switch (random.nextInt(4)) {
                case 0 ->
                    "POST / HTTP/1.1\r\nHost: h\r\n" + padding + "Content-Length: " + size + "\r\n\r\n"
                            + "b".repeat(size);
                case 1 ->
                    "POST / HTTP/1.1\r\nHost: h\r\n" + padding + "Transfer-Encoding: chunked\r\n\r\n"
                            + chunks(size, random);
                case 2 -> "\r\nGET /a?b HTTP/1.1\r\nHost: h\r\n" + padding + "\r\n";
                default -> "GET / HTTP/1.1\r\nHost: h\r\n" + padding + "\r\n";
            };
        }

        private static String chunks(int size, SplittableRandom random) {
            var text = new StringBuilder();
            for (int rest = size; rest > 0; ) {
                int chunk = random.nextInt(1, Math.min(rest, 9000) + 1);
                text.append(Integer.toHexString(chunk)).append(";e=1\r\n");
                text.append("c".repeat(chunk)).append("\r\n");
                rest -= chunk;
            }
            return text.append("0\r\nX-Sum: 1\r\n\r\n").toString();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void eachRequestIsAnsweredOnceAndInItsTurn(long seed) throws Exception {
        var random = new SplittableRandom(seed);
        try (var endpoint = FakeEndpoint.start();
                var node = TestNode.before(endpoint)) {
            int served = 0;
            for (int i = 0; i < STREAMS; i++) {
                var stream = Stream.of(random);
                var pieces = random.split();
                try (var client = node.client()) {
                    var sender = Thread.ofVirtual().start(() -> sendInPieces(client, stream.bytes(), pieces));
                    for (int status : stream.statuses()) {
                        assertThat(client.readAnswer())
                                .as("seed %d, stream %d", seed, i)
                                .startsWith("HTTP/1.1 " + status + " ");
                    }
                    sender.join();
                    client.socket().shutdownOutput();
                    assertThat(client.readToEnd())
                            .as("seed %d, stream %d", seed, i)
                            .isEmpty();
                }
                served += stream.statuses().size() - (stream.refused() ? 1 : 0);
            }
            assertThat(endpoint.requests()).isEqualTo(served);
            assertThat(endpoint.received()).extracting(r -> r.target()).doesNotContain("/hidden");
            node.awaitQuiet();
            TestNode.await(() -> node.node().view().clientConnections() == 0);
        }
    }

    private static void sendInPieces(RawClient client, String bytes, SplittableRandom random) {
        try {
            for (int from = 0; from < bytes.length(); ) {
                int to = Math.min(bytes.length(), from + random.nextInt(1, random.nextBoolean() ? 50 : 20_000));
                client.send(bytes.substring(from, to));
                from = to;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
