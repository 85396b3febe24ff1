package flotilla.discovery.consul;

import flotilla.discovery.Endpoint;
import flotilla.discovery.Endpoint.Condition;
import flotilla.discovery.Priority;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.kiwiproject.consul.model.catalog.ServiceWeights;
import org.kiwiproject.consul.model.health.HealthCheck;
import org.kiwiproject.consul.model.health.ServiceHealth;

/**
 * Reads instances as Consul lists them, with all their checks, into endpoints.
 *
 * <p>An instance in maintenance, or on a node in maintenance, is draining. Of the others the worst check counts: critical
 * is failing; warning serves with the weight for warning; else it serves with the weight for passing. {@code Meta} says
 * more: {@code flotilla-weight} overrides the weight, {@code flotilla-zone} (or {@code zone}) and {@code flotilla-protocol}
 * (or {@code protocol}) become labels; so does {@code proto=} of a Fabio tag. {@code flotilla-priority} is its level, and
 * {@code flotilla-backup: true} says level 1.
 *
 * @param endpoints of the instances that make sense, by their ids, sorted unless Consul sorted them
 * @param skipped the instances that do not, and why
 */
record ServiceEntries(List<Endpoint> endpoints, List<String> skipped) {

    private static final String NODE_MAINTENANCE = "_node_maintenance";
    private static final String SERVICE_MAINTENANCE = "_service_maintenance:";

    static ServiceEntries of(List<ServiceHealth> instances, boolean sorted) {
        var skipped = new ArrayList<String>();
        var byId = new LinkedHashMap<String, Endpoint>();
        for (var instance : instances) {
            var trouble = trouble(instance);
            if (trouble.isPresent()) {
                skipped.add("instance " + name(instance) + ": " + trouble.get());
            } else {
                byId.put(
                        instance.getNode().getNode() + "/"
                                + instance.getService().getId(),
                        endpoint(instance, skipped));
            }
        }
        var endpoints = byId.values().stream();
        return new ServiceEntries(
                (sorted ? endpoints : endpoints.sorted(Comparator.comparing(Endpoint::authority))).toList(),
                List.copyOf(skipped));
    }

    private static Optional<String> trouble(ServiceHealth instance) {
        var port = instance.getService().getPort();
        if (port < 1 || port > 65_535) {
            return Optional.of("port " + port + " (expected: 1 to 65535)");
        }
        return host(instance).isBlank() ? Optional.of("no address, nor has its node one") : Optional.empty();
    }

    private static Endpoint endpoint(ServiceHealth instance, List<String> notes) {
        var meta = instance.getService().getMeta();
        var status = Status.worst(instance.getChecks());
        var weight = override(instance, meta, notes).orElseGet(() -> weight(instance, status));
        return new Endpoint(
                host(instance),
                instance.getService().getPort(),
                weight,
                condition(instance, status),
                labels(instance, notes));
    }

    private static String host(ServiceHealth instance) {
        var own = instance.getService().getAddress();
        var host = own.isBlank() ? instance.getNode().getAddress() : own;
        return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
    }

    private static Condition condition(ServiceHealth instance, Status status) {
        var maintained = instance.getChecks().stream().anyMatch(check -> maintenance(check, instance));
        if (maintained) {
            return Condition.DRAINING;
        }
        return status == Status.CRITICAL ? Condition.FAILING : Condition.SERVING;
    }

    private static boolean maintenance(HealthCheck check, ServiceHealth instance) {
        return check.getCheckId().equals(NODE_MAINTENANCE)
                || check.getCheckId()
                        .equals(SERVICE_MAINTENANCE + instance.getService().getId());
    }

    private static int weight(ServiceHealth instance, Status status) {
        var weights = instance.getService().getWeights();
        var weight = status == Status.WARNING
                ? weights.map(ServiceWeights::getWarning)
                : weights.map(ServiceWeights::getPassing);
        return Math.clamp(weight.orElse(1), 0, Endpoint.MAX_WEIGHT);
    }

    private static Optional<Integer> override(ServiceHealth instance, Map<String, String> meta, List<String> notes) {
        var text = meta.get("flotilla-weight");
        if (text == null) {
            return Optional.empty();
        }
        if (text.matches("\\d{1,5}") && Integer.parseInt(text) <= Endpoint.MAX_WEIGHT) {
            return Optional.of(Integer.parseInt(text));
        }
        notes.add(unused(instance, "flotilla-weight", text, "0 to " + Endpoint.MAX_WEIGHT));
        return Optional.empty();
    }

    private static Optional<String> priority(ServiceHealth instance, List<String> notes) {
        var meta = instance.getService().getMeta();
        var level = meta.get("flotilla-priority");
        var backup = meta.getOrDefault("flotilla-backup", "false");
        if (level != null && Priority.parse(level).isPresent()) {
            return Optional.of(level);
        }
        if (level != null) {
            notes.add(unused(instance, "flotilla-priority", level, Priority.EXPECTED));
        }
        if (!backup.equals("true") && !backup.equals("false")) {
            notes.add(unused(instance, "flotilla-backup", backup, "true or false"));
        }
        return backup.equals("true") ? Optional.of(Priority.BACKUP) : Optional.empty();
    }

    private static String unused(ServiceHealth instance, String name, String value, String expected) {
        return "instance " + name(instance) + ": its " + name + " is not used: " + value + " (expected: " + expected
                + ")";
    }

    private static Map<String, String> labels(ServiceHealth instance, List<String> notes) {
        var service = instance.getService();
        var labels = new TreeMap<String, String>();
        AnnouncedRoutes.protocol(service.getTags()).ifPresent(protocol -> labels.put("protocol", protocol));
        for (var name : List.of("zone", "protocol")) {
            var meta = service.getMeta();
            var value = Optional.ofNullable(meta.get("flotilla-" + name)).or(() -> Optional.ofNullable(meta.get(name)));
            value.filter(text -> !text.isBlank()).ifPresent(text -> labels.put(name, text));
        }
        // Under our own prefix alone: "node" is anybody's word.
        Optional.ofNullable(service.getMeta().get("flotilla-node")).ifPresent(text -> labels.put("node", text));
        priority(instance, notes).ifPresent(level -> labels.put(Priority.LABEL, level));
        return labels;
    }

    private static String name(ServiceHealth instance) {
        var id = instance.getService().getId();
        var node = instance.getNode().getNode();
        return (id.isEmpty() ? "without an id" : id) + " on node " + (node.isEmpty() ? "without a name" : node);
    }

    /** What checks say, the worst last. */
    private enum Status {
        PASSING,
        WARNING,
        CRITICAL;

        static Status worst(List<HealthCheck> checks) {
            return checks.stream()
                    .map(check -> of(check.getStatus()))
                    .max(Comparator.naturalOrder())
                    .orElse(PASSING);
        }

        private static Status of(String text) {
            return switch (text) {
                case "passing" -> PASSING;
                case "warning" -> WARNING;
                default -> CRITICAL;
            };
        }
    }
}
