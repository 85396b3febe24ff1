package flotilla.discovery.file;

import flotilla.discovery.Address;
import flotilla.discovery.Endpoint;
import flotilla.discovery.Priority;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Reads endpoints from YAML 1.2, of which there are two forms. One upstream is a list; several are named.
 *
 * <pre>{@code
 * - 10.0.0.1:80                                     upstreams:
 * - { host: 10.0.0.2, port: 80, weight: 3 }           web: [ 10.0.0.1:80, 10.0.0.2:80 ]
 * - host: 10.0.0.3                                    api:
 *   port: 80                                            - { host: 10.0.0.3, port: 80, zone: b }
 *   condition: draining
 *   labels: { rack: r7 }
 * }</pre>
 *
 * <p>It walks the nodes of the document itself, not objects made of them, so that every complaint has its line.
 */
final class UpstreamFile {

    private static final Set<String> LABELS = Set.of("zone", "protocol");
    private static final String LIST = "a list of endpoints, each \"host:port\" or { host, port, weight, ... }";

    private UpstreamFile() {}

    /** The endpoints of the upstream of that name, or of the only one there is. */
    static List<Endpoint> read(String text, Optional<String> upstream) throws BadFile {
        var root = compose(text);
        if (root instanceof SequenceNode list && upstream.isEmpty()) {
            return endpoints(list);
        }
        if (!(root instanceof MappingNode map)) {
            throw BadFile.at(line(root), shown(root), upstream.isEmpty() ? LIST : "upstreams: with " + upstream.get());
        }
        var upstreams = fields(map, Set.of("upstreams")).get("upstreams");
        if (!(upstreams instanceof MappingNode named)) {
            throw BadFile.at(line(root), shown(root), "upstreams: and under it a list of endpoints for each name");
        }
        return endpoints(choose(named, upstream));
    }

    private static Node compose(String text) throws BadFile {
        try {
            return new Compose(LoadSettings.builder().setLabel("file").build())
                    .composeString(text)
                    .orElseThrow(() -> BadFile.at(1, "nothing", LIST));
        } catch (MarkedYamlEngineException e) {
            var line = e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1);
            throw BadFile.at(line, e.getProblem(), "YAML 1.2");
        } catch (YamlEngineException e) {
            throw BadFile.at(1, String.valueOf(e.getMessage()), "YAML 1.2");
        }
    }

    private static Node choose(MappingNode named, Optional<String> upstream) throws BadFile {
        var all = fields(named, Set.of());
        if (upstream.isEmpty() && all.size() == 1) {
            return all.values().iterator().next();
        }
        var found = upstream.map(all::get);
        if (found.isEmpty()) {
            throw BadFile.at(
                    line(named),
                    upstream.map(name -> "no upstream " + name).orElse("several upstreams"),
                    upstream.isPresent()
                            ? "one of " + String.join(", ", all.keySet())
                            : "a source that names one of them, such as #"
                                    + all.keySet().stream().findFirst().orElse("web"));
        }
        return found.get();
    }

    private static List<Endpoint> endpoints(Node node) throws BadFile {
        if (!(node instanceof SequenceNode list)) {
            throw BadFile.at(line(node), shown(node), LIST);
        }
        var endpoints = new ArrayList<Endpoint>();
        for (var item : list.getValue()) {
            endpoints.add(endpoint(item));
        }
        return List.copyOf(endpoints);
    }

    private static Endpoint endpoint(Node node) throws BadFile {
        if (node instanceof ScalarNode scalar) {
            var address = Address.parse(scalar.getValue());
            if (address.isEmpty()) {
                throw BadFile.at(line(node), shown(node), "host:port, an IPv6 host in brackets");
            }
            return Endpoint.of(address.get().host(), address.get().port());
        }
        if (!(node instanceof MappingNode map)) {
            throw BadFile.at(line(node), shown(node), "\"host:port\" or { host, port, weight, ... }");
        }
        var fields = fields(
                map, Set.of("host", "port", "weight", "condition", "labels", "zone", "protocol", "priority", "backup"));
        return new Endpoint(
                host(map, fields),
                number(map, fields, "port", 1, 65_535, Optional.empty()),
                number(map, fields, "weight", 0, Endpoint.MAX_WEIGHT, Optional.of(1)),
                condition(fields),
                labels(fields));
    }

    private static String host(MappingNode map, Map<String, Node> fields) throws BadFile {
        var node = fields.get("host");
        if (!(node instanceof ScalarNode scalar) || scalar.getValue().isBlank()) {
            throw BadFile.at(
                    line(node == null ? map : node), node == null ? "no host" : shown(node), "host: a name or an IP");
        }
        var host = scalar.getValue();
        var bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        var written = bare.indexOf(':') >= 0 ? "[" + bare + "]" : bare;
        if (Address.parse(written, 1)
                .filter(address -> address.host().equals(bare))
                .isEmpty()) {
            throw BadFile.at(line(node), shown(node), "host: a name or an IP address");
        }
        return bare;
    }

    private static int number(
            MappingNode map, Map<String, Node> fields, String name, int min, int max, Optional<Integer> otherwise)
            throws BadFile {
        var node = fields.get(name);
        if (node == null && otherwise.isPresent()) {
            return otherwise.get();
        }
        if (node instanceof ScalarNode scalar && scalar.getValue().matches("\\d{1,9}")) {
            var value = Integer.parseInt(scalar.getValue());
            if (value >= min && value <= max) {
                return value;
            }
        }
        var value = node == null ? "no " + name : name + ": " + shown(node);
        throw BadFile.at(line(node == null ? map : node), value, min + " to " + max);
    }

    private static Endpoint.Condition condition(Map<String, Node> fields) throws BadFile {
        var node = fields.get("condition");
        if (node == null) {
            return Endpoint.Condition.SERVING;
        }
        for (var condition : Endpoint.Condition.values()) {
            if (condition.name().toLowerCase(Locale.ROOT).equals(shown(node))) {
                return condition;
            }
        }
        throw BadFile.at(line(node), "condition: " + shown(node), "serving, draining or failing");
    }

    private static Map<String, String> labels(Map<String, Node> fields) throws BadFile {
        var labels = new LinkedHashMap<String, String>();
        var more = fields.get("labels");
        if (more instanceof MappingNode map) {
            for (var label : fields(map, Set.of()).entrySet()) {
                var text = text(label.getKey(), label.getValue());
                if (label.getKey().equals(Priority.LABEL)
                        && Priority.parse(text).isEmpty()) {
                    throw BadFile.at(line(label.getValue()), "priority: " + text, Priority.EXPECTED);
                }
                labels.put(label.getKey(), text);
            }
        } else if (more != null) {
            throw BadFile.at(line(more), "labels: " + shown(more), "pairs of name and text");
        }
        for (var name : LABELS) {
            var node = fields.get(name);
            if (node != null) {
                labels.put(name, text(name, node));
            }
        }
        priority(fields).ifPresent(level -> labels.put(Priority.LABEL, level));
        return labels;
    }

    private static Optional<String> priority(Map<String, Node> fields) throws BadFile {
        var level = fields.get("priority");
        var backup = fields.get("backup");
        if (level != null && backup != null) {
            throw BadFile.at(line(backup), "backup: " + shown(backup), "priority or backup, not both");
        }
        if (level != null && Priority.parse(shown(level)).isEmpty()) {
            throw BadFile.at(line(level), "priority: " + shown(level), Priority.EXPECTED);
        }
        if (backup != null && !Set.of("true", "false").contains(shown(backup))) {
            throw BadFile.at(line(backup), "backup: " + shown(backup), "true or false");
        }
        if (backup != null && shown(backup).equals("true")) {
            return Optional.of(Priority.BACKUP);
        }
        return Optional.ofNullable(level).map(UpstreamFile::shown);
    }

    private static String text(String name, Node node) throws BadFile {
        if (node instanceof ScalarNode scalar) {
            return scalar.getValue();
        }
        throw BadFile.at(line(node), name + ": " + shown(node), "text");
    }

    /** The pairs of a mapping; refuses what is said twice, and names that are not among {@code known} (if there are any). */
    private static Map<String, Node> fields(MappingNode map, Set<String> known) throws BadFile {
        var fields = new LinkedHashMap<String, Node>();
        for (var pair : map.getValue()) {
            var name = text("name", pair.getKeyNode());
            if (!known.isEmpty() && !known.contains(name)) {
                throw BadFile.at(
                        line(pair.getKeyNode()),
                        name,
                        String.join(", ", known.stream().sorted().toList()));
            }
            if (fields.put(name, pair.getValueNode()) != null) {
                throw BadFile.at(line(pair.getKeyNode()), name + " twice", "each name once");
            }
        }
        return fields;
    }

    private static int line(Node node) {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
    }

    private static String shown(Node node) {
        return switch (node) {
            case ScalarNode scalar -> scalar.getValue();
            case SequenceNode list -> "a list of " + list.getValue().size();
            case MappingNode map -> "pairs of " + map.getValue().size();
            default -> node.getTag().getValue();
        };
    }
}
