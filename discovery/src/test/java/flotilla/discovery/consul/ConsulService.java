package flotilla.discovery.consul;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/** A service as a test registers it with {@link ConsulAgent}. */
public record ConsulService(
        String name,
        String id,
        String host,
        int port,
        Map<String, String> meta,
        List<String> tags,
        int passing,
        int warning,
        Map<String, String> check) {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Without a check, of weight 1. */
    public static ConsulService of(String name, String id, String host, int port) {
        return new ConsulService(name, id, host, port, Map.of(), List.of(), 1, 1, Map.of());
    }

    public ConsulService withMeta(Map<String, String> newMeta) {
        return new ConsulService(name, id, host, port, newMeta, tags, passing, warning, check);
    }

    public ConsulService withTags(List<String> newTags) {
        return new ConsulService(name, id, host, port, meta, newTags, passing, warning, check);
    }

    /** Its weights while its checks pass, and while they warn. */
    public ConsulService withWeights(int whilePassing, int whileWarning) {
        return new ConsulService(name, id, host, port, meta, tags, whilePassing, whileWarning, check);
    }

    /** With a check as Consul's API spells it, such as {@code Map.of("TTL", "1h", "Status", "passing")}. */
    public ConsulService withCheck(Map<String, String> newCheck) {
        return new ConsulService(name, id, host, port, meta, tags, passing, warning, newCheck);
    }

    String json() {
        var json = JSON.createObjectNode();
        json.put("Name", name).put("ID", id).put("Address", host).put("Port", port);
        var tagList = json.putArray("Tags");
        tags.forEach(tagList::add);
        pairs(json.putObject("Meta"), meta);
        json.putObject("Weights").put("Passing", passing).put("Warning", warning);
        if (!check.isEmpty()) {
            pairs(json.putObject("Check"), check);
        }
        return json.toString();
    }

    private static void pairs(ObjectNode node, Map<String, String> pairs) {
        pairs.forEach(node::put);
    }
}
