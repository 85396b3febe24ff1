package flotilla.ops.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.node.RawClient;
import flotilla.ops.Await;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FleetSumsTest {

    private static final String SHOP = "{upstream=\"shop\"}";
    private static final String LAME = "{upstream=\"lame\"}";

    @TempDir
    private Path directory;

    @Test
    void anyOfThreeNodesTellsWhatAllOfThemHaveToDo() throws Exception {
        try (var nodes = new LivelyNodes(directory, "a", "b", "c")) {
            // Nobody asks the first node for anything, so what it tells it has from the others; these are asked again
            // and
            // again, as what came before a node's first look at an endpoint is in no rate.
            var told = Await.first(
                    () -> {
                        nodes.node(1).get("/", 1);
                        nodes.node(2).get("/lame", 1);
                        return nodes.node(0).look().series();
                    },
                    seen -> seen.getOrDefault("flotilla_fleet_attempts_per_second" + SHOP, 0.0) > 0
                            && seen.getOrDefault("flotilla_fleet_failed_attempts_per_second" + LAME, 0.0) > 0);

            assertThat(told)
                    .containsEntry("flotilla_cluster_members{}", 3.0)
                    .containsEntry("flotilla_fleet_failed_attempts_per_second" + SHOP, 0.0)
                    .containsKeys(
                            "flotilla_cluster_report_age_seconds{node=\"b\"}",
                            "flotilla_cluster_report_age_seconds{node=\"c\"}",
                            "flotilla_fleet_attempts_in_flight" + SHOP);
            assertThat(told.get("flotilla_cluster_messages_received_total{}")).isPositive();
            assertThat(told.get("flotilla_cluster_messages_sent_total{}")).isPositive();
            assertThat(told.get("flotilla_cluster_received_bytes_total{}"))
                    .isGreaterThan(told.get("flotilla_cluster_messages_received_total{}"));
            assertThat(told.get("flotilla_cluster_sent_bytes_total{}"))
                    .isGreaterThan(told.get("flotilla_cluster_messages_sent_total{}"));
        }
    }

    @Test
    void theAttemptsThatTwoNodesHaveUnderWayAreToldByTheThirdToTheLastOne() throws Exception {
        int each = 7;
        var clients = new ArrayList<RawClient>();
        try (var nodes = new LivelyNodes(directory, "a", "b", "c")) {
            nodes.good().hold();
            for (int i = 0; i < each; i++) {
                clients.add(nodes.node(1).ask("/"));
                clients.add(nodes.node(2).ask("/"));
            }

            Await.first(() -> underWay(nodes), seen -> seen > 2 * each - 1 && seen <= 2 * each);
            nodes.good().release();
            for (var client : clients) {
                assertThat(client.readAnswer()).startsWith("HTTP/1.1 200 ");
            }
            Await.first(() -> underWay(nodes), seen -> seen == 0);
        } finally {
            clients.forEach(RawClient::close);
        }
    }

    private static double underWay(LivelyNodes nodes) {
        return nodes.node(0).look().series().getOrDefault("flotilla_fleet_attempts_in_flight" + SHOP, -1.0);
    }
}
