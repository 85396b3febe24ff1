package flotilla.ops.rest;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import flotilla.ops.rest.Operation.Body;
import flotilla.ops.rest.Schema.Thing;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The OpenAPI 3.1 document of operations: made from what checks and answers requests, so that the two cannot differ. */
public final class OpenApi {

    /** What can be in everybody's way. */
    private static final List<ProblemKind> OF_ALL = List.of(
            ProblemKind.UNKNOWN_CALLER,
            ProblemKind.NOT_ALLOWED,
            ProblemKind.TOO_MANY_TRIES,
            ProblemKind.MALFORMED,
            ProblemKind.NOT_ACCEPTABLE,
            ProblemKind.FAILED);

    private static final List<ProblemKind> OF_BODIES =
            List.of(ProblemKind.TOO_LARGE, ProblemKind.WRONG_TYPE, ProblemKind.INVALID);

    private static final Thing PROBLEM = Schema.thing("Problem")
            .with("type", Schema.text("What kind it is of, as a reference to its description."))
            .with("title", Schema.text("The same in words."))
            .with("status", Schema.whole("Of the answer.").from(400).to(599))
            .with("detail", Schema.text("What is in the way of this request."))
            .with(
                    "errors",
                    Schema.list(Schema.thing("Flaw")
                            .with(
                                    "path",
                                    Schema.text("Where it stands: path.upstream, query.why, body.changes[0].value."))
                            .with("value", Schema.text("As it was given."))
                            .with("expected", Schema.text("In its place."))));

    private final ObjectNode document = JsonNodeFactory.instance.objectNode().put("openapi", "3.1.0");
    private final Map<String, Thing> things = new LinkedHashMap<>();
    private final Set<String> closed = new LinkedHashSet<>();

    private OpenApi() {}

    /** @param about the API in a sentence or two */
    public static ObjectNode document(String title, String version, String about, List<Operation> operations) {
        var made = new OpenApi();
        made.write(title, version, about, operations);
        return made.document;
    }

    private void write(String title, String version, String about, List<Operation> operations) {
        document.putObject("info").put("title", title).put("version", version).put("description", about);
        document.putArray("security").addObject().putArray("token");
        document.withArray("/security").addObject().putArray("certificate");
        document.withArray("/security").addObject();
        var paths = document.putObject("paths");
        for (var operation : operations) {
            var path = paths.withObjectProperty(operation.path());
            write(operation, path.putObject(operation.method().toLowerCase(Locale.ROOT)));
        }
        var components = document.putObject("components");
        collect(PROBLEM, false);
        var schemas = components.putObject("schemas");
        things.forEach((name, thing) -> {
            var written = thing.written();
            schemas.set(name, closed.contains(name) ? written.put("additionalProperties", false) : written);
        });
        var security = components.putObject("securitySchemes");
        security.putObject("token").put("type", "http").put("scheme", "bearer");
        security.putObject("certificate").put("type", "mutualTLS");
    }

    private void write(Operation operation, ObjectNode node) {
        node.put("operationId", operation.id()).put("summary", operation.summary());
        parameters(operation, node);
        operation.body().ifPresent(body -> body(body, node));
        var responses = node.putObject("responses");
        var good = responses.putObject("200").put("description", "How it is now.");
        if (operation.versioned()) {
            good.putObject("headers")
                    .putObject("ETag")
                    .put("required", true)
                    .set(
                            "schema",
                            Schema.text("Tells what is shown from what was there before.")
                                    .described());
        }
        collect(operation.answer().schema(), false);
        good.putObject("content")
                .putObject(operation.answer().contentType())
                .set("schema", operation.answer().schema().described());
        kinds(operation)
                .forEach(kind -> responses
                        .putObject(String.valueOf(kind.status()))
                        .put("description", kind.title())
                        .putObject("content")
                        .putObject(Problem.CONTENT_TYPE)
                        .set("schema", PROBLEM.described()));
    }

    private static Set<ProblemKind> kinds(Operation operation) {
        var kinds = new LinkedHashSet<>(OF_ALL);
        kinds.addAll(operation.kinds());
        kinds.add(ProblemKind.TOO_LARGE);
        if (operation.body().isPresent()) {
            kinds.addAll(OF_BODIES);
        }
        if (!operation.parameters().isEmpty()) {
            kinds.add(ProblemKind.NOT_FOUND);
        }
        return kinds;
    }

    private static void parameters(Operation operation, ObjectNode node) {
        var parameters = node.putArray("parameters");
        operation
                .parameters()
                .forEach((name, form) -> parameters
                        .addObject()
                        .put("name", name)
                        .put("in", "path")
                        .put("required", true)
                        .set("schema", form.described()));
        for (var query : operation.queries()) {
            parameters
                    .addObject()
                    .put("name", query.name())
                    .put("in", "query")
                    .set("schema", query.schema().described());
        }
        if (operation.conditional()) {
            parameters
                    .addObject()
                    .put("name", "If-Match")
                    .put("in", "header")
                    .set(
                            "schema",
                            Schema.text("The ETag of what is to be changed, or *.")
                                    .described());
        }
    }

    private void body(Body body, ObjectNode node) {
        body.thing().ifPresent(thing -> collect(thing, true));
        var form = body.thing()
                .<Schema>map(thing -> thing)
                .orElseGet(() -> new Schema.Text(body.about(), Optional.empty(), List.of()));
        node.putObject("requestBody")
                .put("required", true)
                .putObject("content")
                .putObject(body.contentType())
                .set("schema", form.described());
    }

    private void collect(Schema schema, boolean taken) {
        switch (schema) {
            case Thing thing -> {
                var other = things.put(thing.name(), thing);
                if (other != null && !other.equals(thing)) {
                    throw new IllegalStateException("two things are called " + thing.name());
                }
                if (taken) {
                    closed.add(thing.name());
                }
                thing.fields().values().forEach(field -> collect(field, taken));
            }
            case Schema.ListOf(var item) -> collect(item, taken);
            case Schema.MapOf(var value) -> collect(value, taken);
            case Schema.OrNull(var value) -> collect(value, taken);
            case Schema.Text text -> {}
            case Schema.Whole whole -> {}
            case Schema.Amount amount -> {}
            case Schema.Truth truth -> {}
            case Schema.Scalar scalar -> {}
            case Schema.Anything anything -> {}
        }
    }
}
