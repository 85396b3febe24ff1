package flotilla.discovery.consul;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import flotilla.discovery.Endpoint;
import flotilla.discovery.Endpoint.Condition;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.kiwiproject.consul.model.health.ServiceHealth;
import org.kiwiproject.consul.util.Jackson;

class ServiceEntriesTest {

    private static final String NODE = "{'Node': 'n1', 'Address': '10.0.0.9'}";

    @Test
    void takesTheAddressOfTheServiceOrElseOfItsNode() throws Exception {
        assertThat(endpoints(instance("'ID': 'a', 'Address': '10.0.0.1', 'Port': 80", "")))
                .containsExactly(Endpoint.of("10.0.0.1", 80));
        assertThat(endpoints(instance("'ID': 'a', 'Address': '', 'Port': 80", "")))
                .containsExactly(Endpoint.of("10.0.0.9", 80));
    }

    @Test
    void theWorstCheckCounts() throws Exception {
        var weights = "'ID': 'a', 'Address': 'h', 'Port': 80, 'Weights': {'Passing': 7, 'Warning': 2}";

        assertThat(endpoints(instance(weights, "")))
                .containsExactly(Endpoint.of("h", 80).withWeight(7));
        assertThat(endpoints(instance(weights, check("serfHealth", "passing") + "," + check("c", "warning"))))
                .containsExactly(Endpoint.of("h", 80).withWeight(2));
        assertThat(endpoints(instance(weights, check("serfHealth", "critical") + "," + check("c", "passing"))))
                .containsExactly(Endpoint.of("h", 80).withWeight(7).withCondition(Condition.FAILING));
    }

    @Test
    void maintenanceDrains() throws Exception {
        var service = "'ID': 'a', 'Address': 'h', 'Port': 80";
        var draining = Endpoint.of("h", 80).withCondition(Condition.DRAINING);

        assertThat(endpoints(instance(service, check("_node_maintenance", "critical"))))
                .containsExactly(draining);
        assertThat(endpoints(instance(service, check("_service_maintenance:a", "critical"))))
                .containsExactly(draining);
        assertThat(endpoints(instance(service, check("_service_maintenance:b", "critical"))))
                .containsExactly(Endpoint.of("h", 80).withCondition(Condition.FAILING));
    }

    @Test
    void readsWeightZoneAndProtocolFromMeta() throws Exception {
        var service = "'ID': 'a', 'Address': 'h', 'Port': 80, 'Meta': {'flotilla-weight': '9', 'zone': 'x',"
                + " 'flotilla-zone': 'z', 'flotilla-protocol': 'h2', 'other': 'o', 'odd': null}";

        assertThat(endpoints(instance(service, "")))
                .containsExactly(Endpoint.of("h", 80).withWeight(9).withLabels(Map.of("zone", "z", "protocol", "h2")));
    }

    @Test
    void namesAWeightItCannotUseAndKeepsTheInstance() throws Exception {
        var entries = entries(instance("'ID': 'a', 'Address': 'h', 'Port': 80, 'Meta': {'flotilla-weight': '-1'}", ""));

        assertThat(entries.endpoints()).containsExactly(Endpoint.of("h", 80));
        assertThat(entries.skipped())
                .containsExactly("instance a on node n1: its flotilla-weight is not used: -1 (expected: 0 to 65535)");
    }

    @Test
    void readsPriorityAndBackupFromMeta() throws Exception {
        var entries = entries(
                instance("'ID': 'a', 'Address': 'a', 'Port': 80, 'Meta': {'flotilla-priority': '2'}", ""),
                instance("'ID': 'b', 'Address': 'b', 'Port': 80, 'Meta': {'flotilla-backup': 'true'}", ""),
                instance("'ID': 'c', 'Address': 'c', 'Port': 80, 'Meta': {'flotilla-priority': 'x'}", ""),
                instance("'ID': 'd', 'Address': 'd', 'Port': 80, 'Meta': {'flotilla-backup': 'yes'}", ""));

        assertThat(entries.endpoints()).extracting(Endpoint::priority).containsExactly(2, 1, 0, 0);
        assertThat(entries.skipped())
                .containsExactly(
                        "instance c on node n1: its flotilla-priority is not used: x (expected: 0 to 65535)",
                        "instance d on node n1: its flotilla-backup is not used: yes (expected: true or false)");
    }

    @Test
    void skipsABadInstanceAloneAndNamesIt() throws Exception {
        var entries = entries(
                instance("'ID': 'good', 'Address': 'h', 'Port': 80", ""),
                instance("'ID': 'no-port', 'Address': 'h', 'Meta': null, 'Tags': null", ""),
                instance("'ID': 'far', 'Address': 'h', 'Port': 70000", ""),
                "{'Node': {'Node': 'n2'}, 'Service': {'ID': 'lost', 'Port': 80}}",
                "{}",
                "17");

        assertThat(entries.endpoints()).containsExactly(Endpoint.of("h", 80));
        assertThat(entries.skipped())
                .containsExactly(
                        "instance no-port on node n1: port 0 (expected: 1 to 65535)",
                        "instance far on node n1: port 70000 (expected: 1 to 65535)",
                        "instance lost on node n2: no address, nor has its node one",
                        "instance without an id on node without a name: port 0 (expected: 1 to 65535)",
                        "instance without an id on node without a name: port 0 (expected: 1 to 65535)");
    }

    @Test
    void sortsByAddressUnlessConsulSorted() throws Exception {
        var two = health(
                instance("'ID': 'b', 'Address': '10.0.0.2', 'Port': 80", ""),
                instance("'ID': 'a', 'Address': '10.0.0.1', 'Port': 80", ""));

        assertThat(ServiceEntries.of(two, false).endpoints())
                .containsExactly(Endpoint.of("10.0.0.1", 80), Endpoint.of("10.0.0.2", 80));
        assertThat(ServiceEntries.of(two, true).endpoints())
                .containsExactly(Endpoint.of("10.0.0.2", 80), Endpoint.of("10.0.0.1", 80));
    }

    private static List<Endpoint> endpoints(String... instances) throws JsonProcessingException {
        return entries(instances).endpoints();
    }

    private static ServiceEntries entries(String... instances) throws JsonProcessingException {
        return ServiceEntries.of(health(instances), false);
    }

    /** As the client reads an answer, once it was completed. */
    private static List<ServiceHealth> health(String... instances) throws JsonProcessingException {
        var json = ("[" + String.join(",", instances) + "]").replace('\'', '"');
        var complete = SoundAnswers.complete(JsonMapper.builder().build().readTree(json));
        return Jackson.MAPPER.readValue(complete.toString(), new TypeReference<>() {});
    }

    private static String instance(String service, String checks) {
        return "{'Node': " + NODE + ", 'Service': {'Service': 'shop', " + service + "}, 'Checks': [" + checks + "]}";
    }

    private static String check(String id, String status) {
        return "{'Node': 'n1', 'CheckID': '" + id + "', 'Name': 'x', 'Status': '" + status + "'}";
    }
}
