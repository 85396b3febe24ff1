package flotilla.ops.process.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import flotilla.discovery.FreePorts;
import flotilla.ops.Await;
import flotilla.ops.FlotillaProcess;
import flotilla.ops.status.NodeClient;
import flotilla.ops.status.NodeClient.Wish;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two processes of one fleet, node a and node b; another process takes the place of a. */
class UpgradeFleetTest {

    private static final String DOWN = "127.0.0.2";
    private static final String CHECKS = "{ interval: 200ms, rise: 1, fall: 1 }";

    @RegisterExtension
    final UpgradeSite site = new UpgradeSite();

    @RegisterExtension
    final UpgradeSite other = new UpgradeSite();

    /** One of them as it is asked. */
    private record Seen(FlotillaProcess process, int admin) {

        static Seen of(UpgradeSite site, FlotillaProcess process) throws Exception {
            site.serving(process);
            return new Seen(process, process.port("admin: on "));
        }

        JsonNode page(String... path) throws Exception {
            try (var client = NodeClient.at("127.0.0.1:" + admin)) {
                return client.get(path);
            }
        }

        void balanceBy(String algorithm) throws Exception {
            var wish = Wish.of("PATCH", "/upstreams/shop", Map.of("by", "alice"))
                    .with(JsonNodeFactory.instance.objectNode().put("algorithm", algorithm));
            try (var client = NodeClient.at("127.0.0.1:" + admin)) {
                client.ask(wish);
            }
        }

        void awaitBalance(String algorithm) throws Exception {
            Await.first(() -> page("upstreams", "shop").path("balance").textValue(), seen -> algorithm.equals(seen));
        }
    }

    private void configure() {
        int a = FreePorts.next();
        int b = FreePorts.next();
        var line = "settings: file\ncluster: { node: %s, bind: '127.0.0.1:%d', join: '127.0.0.1:%d' }";
        site.more(line.formatted("a", a, b));
        other.more(line.formatted("b", b, a));
        var source =
                "fixed:127.0.0.1:%1$d,127.0.0.2:%1$d".formatted(site.endpoint().port());
        site.checked(source, CHECKS);
        other.checked(source, CHECKS);
    }

    /** Both see each other, both say that the endpoint is down, and nobody else is there. */
    private static JsonNode whole(Seen node) throws Exception {
        return Await.first(
                () -> node.page("cluster"),
                page -> members(page).equals(List.of("a", "b"))
                        && texts(endpoint(page, DOWN).path("checked_by")).equals(List.of("a", "b"))
                        && opinions(page).equals(List.of("a down", "b down"))
                        && endpoint(page, DOWN)
                                .path("fleet_verdict")
                                .textValue()
                                .equals("down")
                        && endpoint(page, "127.0.0.1").path("up").booleanValue());
    }

    /** Those who report, each as often as it is listed. */
    private static List<String> members(JsonNode page) {
        return stream(page.path("members"))
                .map(member -> member.path("self").booleanValue()
                                || member.path("report_age_ms").isNumber()
                        ? member.path("node").textValue()
                        : "silent " + member)
                .sorted()
                .toList();
    }

    private static long epochOfA(JsonNode page) {
        return stream(page.path("members"))
                .filter(member -> member.path("node").textValue().equals("a"))
                .findFirst()
                .orElseThrow()
                .path("epoch")
                .longValue();
    }

    private static JsonNode endpoint(JsonNode page, String host) {
        return stream(page.path("upstreams").path(0).path("endpoints"))
                .filter(one -> one.path("endpoint").textValue().startsWith(host + ":"))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> opinions(JsonNode page) {
        return stream(endpoint(page, DOWN).path("opinions"))
                .map(opinion ->
                        opinion.path("node").textValue() + (opinion.path("up").booleanValue() ? " up" : " down"))
                .sorted()
                .toList();
    }

    private static List<String> texts(JsonNode list) {
        return stream(list).map(JsonNode::textValue).sorted().toList();
    }

    private static Stream<JsonNode> stream(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }

    private static int inFlightOfA(JsonNode page) {
        return endpoint(page, "127.0.0.1").path("in_flight").path("a").intValue();
    }

    @Test
    void aMemberIsReplacedWhileBothServeAndTheOthersHaveItBackUnderItsName() throws Exception {
        configure();
        var old = Seen.of(site, site.start());
        var b = Seen.of(other, other.start());
        int portOfA = old.process().port("listener web: on ");
        long epoch = epochOfA(whole(b));
        whole(old);
        b.balanceBy("random");
        old.awaitBalance("random");

        var a = replaced(old, portOfA, b.process().port("listener web: on "));

        long newEpoch = epochOfA(whole(b));
        assertThat(newEpoch).isGreaterThan(epoch).isEqualTo(epochOfA(whole(a)));
        assertThat(b.process().err())
                .containsPattern(
                        "(?s)member a@%d: joined -> left,.*member a@%d: unknown -> joined,".formatted(epoch, newEpoch));
        a.awaitBalance("random");
        a.balanceBy("round_robin");
        b.awaitBalance("round_robin");
        assertCounts(portOfA, b);
        a.process().signal("TERM");
        assertThat(a.process().exitCode()).isZero();
        Await.until(() -> members(b.page("cluster")).equals(List.of("b")));
    }

    /** Under load at both. */
    private Seen replaced(Seen old, int portOfA, int portOfB) throws Exception {
        try (var atA = SteadyClients.start(portOfA, 2);
                var atB = SteadyClients.start(portOfB, 2)) {
            var next = Seen.of(site, site.replace(old.process()));
            for (var clients : List.of(atA, atB)) {
                long before = clients.answered();
                Await.until(() -> clients.answered() > before + 100);
            }
            whole(next);
            assertThat(atA.failures()).isEmpty();
            assertThat(atB.failures()).isEmpty();
            return next;
        }
    }

    /** What the new process has under way is all that the other node hears of that name. */
    private void assertCounts(int portOfA, Seen b) throws Exception {
        Await.until(() -> inFlightOfA(b.page("cluster")) == 0);
        var held = site.endpoint().held(portOfA);
        Await.until(() -> inFlightOfA(b.page("cluster")) == 1);
        site.endpoint().release();
        assertThat(held).succeedsWithin(Duration.ofMinutes(1));
        Await.until(() -> inFlightOfA(b.page("cluster")) == 0);
    }
}
