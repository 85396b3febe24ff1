package flotilla.ops.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** JSON that a schema asks for, and JSON that has something wrong. */
public final class RandomJson {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final List<String> ODD_TEXTS =
            List.of("", " ", "x", "\u0000", "\n", "..", "%", "ü", "0", "-1", "true", "null", "x".repeat(400), "\u202E");

    private final Random random;
    private final Contract contract;
    private final Map<String, String> known;

    /** @param known texts that mean something, by the names of their fields */
    public RandomJson(Random random, Contract contract, Map<String, String> known) {
        this.random = random;
        this.contract = contract;
        this.known = known;
    }

    /** A value that is as the schema says, as far as this can tell. */
    public JsonNode good(String name, JsonNode schema) {
        var resolved = contract.resolved(schema);
        if (resolved.has("anyOf")) {
            return random.nextBoolean()
                    ? NODES.nullNode()
                    : good(name, resolved.path("anyOf").get(0));
        }
        var type = resolved.path("type");
        return switch (type.isArray() ? "string" : type.asText()) {
            case "object" -> object(resolved);
            case "array" -> NODES.arrayNode().add(good(name, resolved.path("items")));
            case "integer" -> NODES.numberNode(whole(resolved));
            case "number" -> NODES.numberNode(1 + random.nextInt(99));
            case "boolean" -> NODES.booleanNode(random.nextBoolean());
            default -> NODES.textNode(text(name, resolved));
        };
    }

    private long whole(JsonNode schema) {
        long least = schema.path("minimum").asLong(0);
        return least + random.nextLong(Math.min(100, schema.path("maximum").asLong(100) - least) + 1);
    }

    private String text(String name, JsonNode schema) {
        var choices = schema.path("enum");
        return choices.isEmpty()
                ? known.getOrDefault(name, "x")
                : choices.get(random.nextInt(choices.size())).textValue();
    }

    private ObjectNode object(JsonNode schema) {
        var object = NODES.objectNode();
        schema.path("properties").properties().forEach(field -> {
            boolean needed = false;
            for (var name : schema.path("required")) {
                needed |= name.textValue().equals(field.getKey());
            }
            if (needed || random.nextInt(3) > 0) {
                object.set(field.getKey(), good(field.getKey(), field.getValue()));
            }
        });
        return object;
    }

    /** Something else in some place of a good value: most often what its schema does not allow. */
    public JsonNode other(JsonNode good) {
        if (good.isObject() && !good.isEmpty() && random.nextInt(4) > 0) {
            ObjectNode copy = good.deepCopy();
            var names = new ArrayList<String>();
            copy.fieldNames().forEachRemaining(names::add);
            var name = names.get(random.nextInt(names.size()));
            switch (random.nextInt(3)) {
                case 0 -> copy.remove(name);
                case 1 -> copy.set(name + "x", copy.get(name));
                default -> copy.set(name, other(copy.get(name)));
            }
            return copy;
        } else if (good.isArray() && !good.isEmpty() && random.nextInt(4) > 0) {
            return NODES.arrayNode().add(other(good.get(0)));
        }
        return any();
    }

    private JsonNode any() {
        return switch (random.nextInt(8)) {
            case 0 -> NODES.nullNode();
            case 1 -> NODES.booleanNode(true);
            case 2 -> NODES.numberNode(-1);
            case 3 -> NODES.numberNode(1e18);
            case 4 -> NODES.numberNode(0.5);
            case 5 -> NODES.arrayNode();
            case 6 -> NODES.objectNode();
            default -> NODES.textNode(oddText());
        };
    }

    public String oddText() {
        return ODD_TEXTS.get(random.nextInt(ODD_TEXTS.size()));
    }
}
