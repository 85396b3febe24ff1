package flotilla.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.node.FakeEndpoint;
import flotilla.node.TestNode;
import flotilla.node.resilience.ConcurrencyPolicy;
import flotilla.node.resilience.RetryPolicy;
import flotilla.node.route.Timeouts;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** That a node teaches its adaptive limits what its requests show; what they make of it is simulated. */
class AdaptiveConcurrencyTest {

    private static final int MOST = 12;
    private static final Duration LONG = Duration.ofSeconds(30);

    @Test
    void timeoutsBringTheLimitDownAndAnswersUpAgain() throws Exception {
        var timeouts = new Timeouts(LONG, LONG, Duration.ofMillis(100), LONG, Duration.ZERO);
        var policy = TestNode.policy(timeouts)
                .withRetry(RetryPolicy.DEFAULT.withAttempts(1))
                .withConcurrency(
                        ConcurrencyPolicy.of("adaptive").withRange(2, MOST).withQueue(100, LONG));
        var over = new AtomicBoolean();
        var defects = new ConcurrentLinkedQueue<IOException>();
        try (var endpoint = FakeEndpoint.start().staySilent();
                var node = TestNode.before(policy, endpoint)) {
            var limit = node.node().view().upstreams().getFirst().concurrency().orElseThrow();
            assertThat(limit.limit()).isEqualTo(MOST);
            var threads = new ArrayList<Thread>();
            for (int i = 0; i < MOST; i++) {
                threads.add(Thread.ofVirtual().start(() -> {
                    try {
                        askUntil(over, node);
                    } catch (IOException e) {
                        defects.add(e);
                    }
                }));
            }

            TestNode.await(() -> limit.limit() <= MOST / 2);
            endpoint.answer();
            TestNode.await(() -> limit.limit() >= MOST - 2);

            over.set(true);
            for (var thread : threads) {
                thread.join();
            }
            assertThat(defects).isEmpty();
            TestNode.await(() -> limit.inFlight() == 0 && limit.waiting() == 0);
        }
    }

    private static void askUntil(AtomicBoolean over, TestNode node) throws IOException {
        try (var client = node.client()) {
            while (!over.get()) {
                client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").readAnswer();
            }
        }
    }
}
