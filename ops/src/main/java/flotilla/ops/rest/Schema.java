package flotilla.ops.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * The form of a JSON value: the part of JSON Schema (2020-12) that the API needs. It writes itself into the document, and
 * checks what comes in; both say the same, as a test holds against a validator of JSON Schema.
 */
public sealed interface Schema {

    /** As JSON Schema; named objects as references to the document's components. */
    ObjectNode described();

    /** Tells all that is wrong with a value. */
    void check(String path, JsonNode value, Consumer<? super Flaw> flaws);

    private static ObjectNode node(String type, String about) {
        var node = JsonNodeFactory.instance.objectNode().put("type", type);
        return about.isEmpty() ? node : node.put("description", about);
    }

    private static void flaw(String path, JsonNode value, String expected, Consumer<? super Flaw> flaws) {
        flaws.accept(new Flaw(path, value.isTextual() ? value.textValue() : value.toString(), expected));
    }

    static Text text(String about) {
        return new Text(about, Optional.empty(), List.of());
    }

    static Whole whole(String about) {
        return new Whole(about, Long.MIN_VALUE, Long.MAX_VALUE);
    }

    static Amount amount(String about) {
        return new Amount(about, -Double.MAX_VALUE, Double.MAX_VALUE);
    }

    static Truth truth(String about) {
        return new Truth(about);
    }

    static ListOf list(Schema item) {
        return new ListOf(item);
    }

    static MapOf map(Schema value) {
        return new MapOf(value);
    }

    /** An object that stands in the document under a name of its own. */
    static Thing thing(String name) {
        return new Thing(name, Map.of(), java.util.Set.of());
    }

    /**
     * @param pattern of all of it, in the syntax that Java and ECMA-262 share
     * @param choices the only ones; empty: any
     */
    record Text(String about, Optional<String> pattern, List<String> choices) implements Schema {

        /** @param expression that all of it has to match */
        public Text matching(String expression) {
            return new Text(about, Optional.of("^(?:" + expression + ")$"), choices);
        }

        public Text oneOf(List<String> only) {
            return new Text(about, pattern, List.copyOf(only));
        }

        @Override
        public ObjectNode described() {
            var node = node("string", about);
            pattern.ifPresent(expression -> node.put("pattern", expression));
            if (!choices.isEmpty()) {
                choices.forEach(node.putArray("enum")::add);
            }
            return node;
        }

        @Override
        public void check(String path, JsonNode value, Consumer<? super Flaw> flaws) {
            if (!value.isTextual()) {
                flaw(path, value, "a text", flaws);
            } else if (!choices.isEmpty() && !choices.contains(value.textValue())) {
                flaw(path, value, "one of " + String.join(", ", choices), flaws);
            } else if (pattern.isPresent()
                    && !Pattern.compile(pattern.get())
                            .matcher(value.textValue())
                            .matches()) {
                flaw(path, value, about, flaws);
            }
        }
    }

    /** A whole number. */
    record Whole(String about, long min, long max) implements Schema {

        public Whole from(long least) {
            return new Whole(about, least, max);
        }

        public Whole to(long most) {
            return new Whole(about, min, most);
        }

        @Override
        public ObjectNode described() {
            var node = node("integer", about);
            return max == Long.MAX_VALUE
                    ? (min == Long.MIN_VALUE ? node : node.put("minimum", min))
                    : node.put("minimum", min).put("maximum", max);
        }

        @Override
        public void check(String path, JsonNode value, Consumer<? super Flaw> flaws) {
            boolean fits = value.isNumber()
                    && value.decimalValue().stripTrailingZeros().scale() <= 0;
            if (!fits || value.doubleValue() < min || value.doubleValue() > max) {
                flaw(path, value, max == Long.MAX_VALUE ? "a whole number" : min + " to " + max, flaws);
            }
        }
    }

    /** Any number. */
    record Amount(String about, double min, double max) implements Schema {

        public Amount within(double least, double most) {
            return new Amount(about, least, most);
        }

        @Override
        public ObjectNode described() {
            var node = node("number", about);
            return max == Double.MAX_VALUE ? node : node.put("minimum", min).put("maximum", max);
        }

        @Override
        public void check(String path, JsonNode value, Consumer<? super Flaw> flaws) {
            if (!value.isNumber() || value.doubleValue() < min || value.doubleValue() > max) {
                flaw(path, value, max == Double.MAX_VALUE ? "a number" : "a number, " + min + " to " + max, flaws);
            }
        }
    }

    /** True or false. */
    record Truth(String about) implements Schema {

        @Override
        public ObjectNode described() {
            return node("boolean", about);
        }

        @Override
        public void check(String path, JsonNode value, Consumer<? super Flaw> flaws) {
            if (!value.isBoolean()) {
                flaw(path, value, "true or false", flaws);
            }
        }
    }

    /** A text, a number, true, false or null. */
    record Scalar(String about) implements Schema {

        @Override
        public ObjectNode described() {
            var node = JsonNodeFactory.instance.objectNode().put("description", about);
            List.of("string", "number", "boolean", "null").forEach(node.putArray("type")::add);
            return node;
        }

        @Override
        public void check(String path, JsonNode value, Consumer<? super Flaw> flaws) {
            if (!value.isValueNode()) {
                flaw(path, value, "a text, a number, true, false or null", flaws);
            }
        }
    }

    /** A value, or null. */
    record OrNull(Schema value) implements Schema {

        @Override
        public ObjectNode described() {
            var node = JsonNodeFactory.instance.objectNode();
            node.putArray("anyOf").add(value.described()).add(node("null", ""));
            return node;
        }

        @Override
        public void check(String path, JsonNode given, Consumer<? super Flaw> flaws) {
            if (!given.isNull()) {
                value.check(path, given, flaws);
            }
        }
    }

    /** Whatever it is. */
    record Anything() implements Schema {

        @Override
        public ObjectNode described() {
            return JsonNodeFactory.instance.objectNode();
        }

        @Override
        public void check(String path, JsonNode value, Consumer<? super Flaw> flaws) {
            // There is nothing that would be wrong.
        }
    }

    /** Values in their order. */
    record ListOf(Schema item) implements Schema {

        @Override
        public ObjectNode described() {
            var node = node("array", "");
            node.set("items", item.described());
            return node;
        }

        @Override
        public void check(String path, JsonNode value, Consumer<? super Flaw> flaws) {
            if (!value.isArray()) {
                flaw(path, value, "a list", flaws);
                return;
            }
            for (int i = 0; i < value.size(); i++) {
                item.check(path + "[" + i + "]", value.get(i), flaws);
            }
        }
    }

    /** Values by names that are not known before. */
    record MapOf(Schema value) implements Schema {

        @Override
        public ObjectNode described() {
            var node = node("object", "");
            node.set("additionalProperties", value.described());
            return node;
        }

        @Override
        public void check(String path, JsonNode given, Consumer<? super Flaw> flaws) {
            if (!given.isObject()) {
                flaw(path, given, "an object", flaws);
                return;
            }
            given.properties().forEach(entry -> value.check(path + "." + entry.getKey(), entry.getValue(), flaws));
        }
    }

    /**
     * An object with fields that are known. What comes in may have no others; what goes out may have more in a later release.
     *
     * @param required names of those that have to be there
     */
    record Thing(String name, Map<String, Schema> fields, java.util.Set<String> required) implements Schema {

        /** With a field that is always there. */
        public Thing with(String field, Schema schema) {
            var always = new java.util.LinkedHashSet<>(required);
            always.add(field);
            return new Thing(name, plus(field, schema), always);
        }

        /** With a field that may be left out. */
        public Thing maybe(String field, Schema schema) {
            return new Thing(name, plus(field, schema), required);
        }

        private Map<String, Schema> plus(String field, Schema schema) {
            var more = new LinkedHashMap<>(fields);
            more.put(field, schema);
            return more;
        }

        /** With all that another one has. */
        public Thing and(Thing other) {
            var more = this;
            for (var field : other.fields.entrySet()) {
                more = other.required.contains(field.getKey())
                        ? more.with(field.getKey(), field.getValue())
                        : more.maybe(field.getKey(), field.getValue());
            }
            return more;
        }

        @Override
        public ObjectNode described() {
            return JsonNodeFactory.instance.objectNode().put("$ref", "#/components/schemas/" + name);
        }

        /** As it stands among the components. */
        ObjectNode written() {
            var node = node("object", "");
            var properties = node.putObject("properties");
            fields.forEach((field, schema) -> properties.set(field, schema.described()));
            if (!required.isEmpty()) {
                required.forEach(node.putArray("required")::add);
            }
            return node;
        }

        @Override
        public void check(String path, JsonNode value, Consumer<? super Flaw> flaws) {
            if (!value.isObject()) {
                flaw(path, value, "an object", flaws);
                return;
            }
            value.fieldNames().forEachRemaining(field -> {
                if (!fields.containsKey(field)) {
                    flaw(path + "." + field, value.get(field), "no such field; " + known(), flaws);
                }
            });
            fields.forEach((field, schema) -> {
                if (value.has(field)) {
                    schema.check(path + "." + field, value.get(field), flaws);
                } else if (required.contains(field)) {
                    flaws.accept(new Flaw(path + "." + field, "nothing", "to be there"));
                }
            });
        }

        private String known() {
            return fields.isEmpty() ? "there are none" : String.join(", ", fields.keySet());
        }
    }
}
