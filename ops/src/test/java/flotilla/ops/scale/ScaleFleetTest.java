package flotilla.ops.scale;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import flotilla.discovery.FreePorts;
import flotilla.node.FakeEndpoint;
import flotilla.node.RawClient;
import flotilla.ops.Await;
import flotilla.ops.FlotillaProcess;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three processes of one fleet, of which the one that advises is killed. */
class ScaleFleetTest {

    private static final List<String> NAMES = List.of("a", "b", "c");
    private static final String TURN = "scale: shop: this node advises from now on";

    /** Work for many more endpoints than there may be, so that the mean of some seconds is soon beyond that. */
    private static final int REQUESTS = 20;

    private static final int MOST = 3;

    private final FakeEndpoint endpoint = FakeEndpoint.start().hold();
    private final Hook hook = new Hook();
    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<String, FlotillaProcess> all = new LinkedHashMap<>();
    private final List<RawClient> clients = new ArrayList<>();

    @TempDir
    private Path directory;

    @AfterEach
    void close() throws Exception {
        for (var each : clients) {
            each.close();
        }
        for (var each : all.values()) {
            each.close();
        }
        http.shutdownNow();
        hook.close();
        endpoint.close();
    }

    /** All load comes and goes with the one that is killed: what is advised then is known from nowhere but from what it told. */
    @Test
    void oneAdvisesForAllAndAnotherGoesOnFromItsNumberOnceItIsKilled() throws Exception {
        start();
        var first = agreed(NAMES, 1);
        assertThat(hook.asked()).isEmpty();
        ask(process(first));
        agreed(NAMES, MOST);
        Await.until(() -> orders(first, MOST) > 0);

        process(first).signal("KILL");
        assertThat(process(first).exitCode()).isEqualTo(137);

        var left = NAMES.stream().filter(name -> !name.equals(first)).toList();
        var shown = new TreeSet<Integer>();
        var second = agreed(left, MOST, shown);
        assertThat(second).isIn(left);
        assertThat(shown).containsExactly(MOST);
        Await.until(() -> orders(second, MOST) > 0);
        var orders = hook.asked();
        for (var name : NAMES) {
            // Whoever is not heard for a moment, on a machine that stalls, loses its turn to another one, and gets it
            // again.
            long turns = Math.max(turns(name), name.equals(first) || name.equals(second) ? 1 : 0);
            for (int wanted = 1; wanted <= MOST; wanted++) {
                assertThat(orders(orders, name, wanted))
                        .as("%s: %d", name, wanted)
                        .isLessThanOrEqualTo(turns);
            }
        }
    }

    private FlotillaProcess process(String name) {
        return requireNonNull(all.get(name), name);
    }

    private void start() throws Exception {
        var ports = NAMES.stream().map(name -> FreePorts.next()).toList();
        var join = ports.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining("', '", "'", "'"));
        for (int i = 0; i < NAMES.size(); i++) {
            var file = Files.writeString(directory.resolve(NAMES.get(i) + ".yaml"), """
                    version: 1
                    threads: 1
                    settings: file
                    warm_up: 0s
                    admin: 127.0.0.1:0
                    listeners: { web: 127.0.0.1:0 }
                    cluster: { node: %s, bind: '127.0.0.1:%d', join: [%s] }
                    scale: { webhook: '%s' }
                    upstreams:
                      shop:
                        source: 'fixed:127.0.0.1:%d'
                        timeouts: { first_byte: 0 }
                        scale: { max: %d, target_in_flight: 1, target_cpu: 0 }
                    routes: [ { upstream: shop } ]
                    """.formatted(
                            NAMES.get(i), ports.get(i), join, hook.url(), endpoint.port(), MOST));
            all.put(NAMES.get(i), FlotillaProcess.start("-c", file.toString()));
        }
        for (var each : all.values()) {
            each.port("admin: on ");
        }
    }

    private void ask(FlotillaProcess process) throws Exception {
        var web = new InetSocketAddress(InetAddress.getLoopbackAddress(), process.port("listener web: on"));
        for (int i = 0; i < REQUESTS; i++) {
            var client = new RawClient(web);
            clients.add(client);
            client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        }
    }

    private String agreed(List<String> names, int wanted) throws Exception {
        return agreed(names, wanted, new TreeSet<>());
    }

    /**
     * Waits until one of these acts, the others know it, and all of them show this number; returns its name.
     *
     * @param shown gets the numbers that were shown meanwhile
     */
    private String agreed(List<String> names, int wanted, Set<Integer> shown) throws Exception {
        var last = Await.first(() -> standings(names), now -> {
            now.forEach(each -> shown.add(each.path("wanted").intValue()));
            var advisers = now.stream()
                    .map(each -> each.path("adviser").textValue())
                    .distinct()
                    .toList();
            var acting = now.stream().filter(each -> each.path("acting").booleanValue());
            return now.size() == names.size()
                    && now.stream().allMatch(each -> each.path("wanted").intValue() == wanted)
                    && advisers.size() == 1
                    && names.contains(advisers.getFirst())
                    && acting.count() == 1;
        });
        return last.getFirst().path("adviser").textValue();
    }

    private List<JsonNode> standings(List<String> names) throws Exception {
        var standings = new ArrayList<JsonNode>();
        for (var name : names) {
            var url = URI.create("http://127.0.0.1:" + process(name).port("admin: on") + "/scale");
            var answer = http.send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofString());
            new ObjectMapper().readTree(answer.body()).forEach(standings::add);
        }
        return standings;
    }

    private long turns(String name) {
        return process(name).err().lines().filter(line -> line.contains(TURN)).count();
    }

    private long orders(String node, int wanted) {
        return orders(hook.asked(), node, wanted);
    }

    private static long orders(List<Hook.Asked> asked, String node, int wanted) {
        return asked.stream()
                .map(Hook.Asked::json)
                .filter(order -> order.path("node").textValue().equals(node)
                        && order.path("wanted").intValue() == wanted)
                .count();
    }
}
