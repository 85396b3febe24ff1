package flotilla.ops.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.net.http.HttpHeaders;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What an OpenAPI document promises, held by a validator of JSON Schema that knows nothing of how the document was made. Objects
 * may have no fields but those that are described: what is not written down is not promised.
 */
public final class Contract {

    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    private final JsonNode document;
    private final ObjectNode components;
    private final Map<JsonNode, Schema> schemas = new HashMap<>();

    public Contract(JsonNode document) {
        this.document = document;
        this.components = document.path("components").deepCopy();
        components.path("schemas").forEach(schema -> {
            if (schema.path("additionalProperties").isMissingNode()) {
                ((ObjectNode) schema).put("additionalProperties", false);
            }
        });
    }

    /** An operation of it. */
    public record Promised(String method, String path, JsonNode described) {

        public String id() {
            return described.path("operationId").textValue();
        }

        public List<JsonNode> parameters(String in) {
            var found = new ArrayList<JsonNode>();
            described.path("parameters").forEach(one -> {
                if (one.path("in").asText().equals(in)) {
                    found.add(one);
                }
            });
            return found;
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    public List<Promised> operations() {
        var all = new ArrayList<Promised>();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .properties()
                        .forEach(one -> all.add(
                                new Promised(one.getKey().toUpperCase(Locale.ROOT), path.getKey(), one.getValue()))));
        return all;
    }

    /** A schema with what its references lead to. */
    public JsonNode resolved(JsonNode schema) {
        var reference = schema.path("$ref").asText("");
        return reference.isEmpty()
                ? schema
                : document.path("components").path("schemas").path(reference.substring(reference.lastIndexOf('/') + 1));
    }

    /** What is wrong with a value; empty: nothing. */
    public List<String> flaws(JsonNode schema, JsonNode value) {
        var compiled = schemas.computeIfAbsent(schema, this::compiled);
        return compiled.validate(value).stream().map(Object::toString).toList();
    }

    private Schema compiled(JsonNode schema) {
        ObjectNode whole = schema.isObject() ? schema.deepCopy() : JsonNodeFactory.instance.objectNode();
        whole.set("components", components);
        return REGISTRY.getSchema(whole);
    }

    /** What is wrong with an answer; empty: nothing. */
    public List<String> flaws(Promised operation, int status, HttpHeaders headers, JsonNode body) {
        var response = operation.described().path("responses").path(String.valueOf(status));
        if (response.isMissingNode()) {
            return List.of("no answer of status " + status + " is promised");
        }
        boolean versioned = headers.firstValue("ETag").isPresent();
        if (versioned != response.path("headers").has("ETag")) {
            return List.of(versioned ? "an ETag, which is not promised" : "no ETag, although it is promised");
        }
        var contentType = headers.firstValue("Content-Type").orElse("");
        var content = response.path("content").path(contentType.split(";", 2)[0]);
        if (content.isMissingNode()) {
            return List.of("no " + contentType + " is promised for " + status);
        }
        return body.isMissingNode() ? List.of() : flaws(content.path("schema"), body);
    }
}
