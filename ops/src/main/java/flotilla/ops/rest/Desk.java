package flotilla.ops.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import flotilla.discovery.InvalidValue;
import flotilla.ops.rest.Operation.Body;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Takes requests in two steps, so that nobody's body is read who may not send one: {@link #receive} looks at the head, and
 * {@link Received#answer} checks the rest by the operation's description before its code sees any of it.
 */
public final class Desk {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final Router router;

    public Desk(Router router) {
        this.router = router;
    }

    /**
     * Finds what a request is for.
     *
     * @throws Problem if there is nothing for it
     */
    public Received receive(Request request) {
        var found = router.find(request);
        return new Received(request, found.operation(), found.path());
    }

    /** A request whose operation is known. */
    public record Received(Request request, Operation operation, Map<String, String> path) {

        /** How large a body may be. */
        public int maxBody() {
            return operation.maxBody();
        }

        /**
         * Does what is asked for.
         *
         * @param caller by the name that access gave; empty: it gave none
         * @throws Problem saying what is in the way
         */
        public Reply answer(String caller, byte[] body) {
            checkPath();
            Acceptance.check(request.header("Accept"), operation.answer().contentType());
            var query = QueryText.read(request.query(), operation.queries());
            var version = version(request.header("If-Match"));
            if (version.isPresent() && !operation.conditional()) {
                throw Problem.of(
                        ProblemKind.MALFORMED,
                        new Flaw("header.If-Match", request.header("If-Match"), "none, as this takes no condition"));
            }
            var text =
                    operation.body().isPresent() ? text(body, operation.body().get()) : none(body);
            var json = operation.body().flatMap(Body::thing).isPresent() ? json(text) : MissingNode.getInstance();
            try {
                return operation.handler().apply(new Call(caller, path, query, version, json, text));
            } catch (InvalidValue invalid) {
                throw invalid.component().matches("by|why")
                        ? Problem.of(ProblemKind.MALFORMED, Flaw.of("query", invalid))
                        : Problem.invalid(invalid);
            }
        }

        private void checkPath() {
            var flaws = new ArrayList<Flaw>();
            operation
                    .parameters()
                    .forEach((name, form) ->
                            form.check("path." + name, JSON.getNodeFactory().textNode(path.get(name)), flaws::add));
            if (!flaws.isEmpty()) {
                throw Problem.of(ProblemKind.NOT_FOUND, flaws);
            }
        }

        private static String none(byte[] body) {
            if (body.length > 0) {
                throw Problem.of(
                        ProblemKind.MALFORMED, new Flaw("body", body.length + " bytes", "none for this operation"));
            }
            return "";
        }

        private String text(byte[] body, Body described) {
            var given = request.header("Content-Type");
            var type = given.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
            if (!type.equals(described.contentType())) {
                throw Problem.of(
                        ProblemKind.WRONG_TYPE,
                        new Flaw("header.Content-Type", given.isEmpty() ? "nothing" : given, described.contentType()));
            }
            try {
                return StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(body))
                        .toString();
            } catch (CharacterCodingException e) {
                throw Problem.of(ProblemKind.MALFORMED, new Flaw("body", body.length + " bytes", "UTF-8"));
            }
        }

        private JsonNode json(String text) {
            var json = parse(text);
            var flaws = new ArrayList<Flaw>();
            operation.body().flatMap(Body::thing).orElseThrow().check("body", json, flaws::add);
            if (!flaws.isEmpty()) {
                throw Problem.of(ProblemKind.INVALID, flaws);
            }
            return json;
        }

        private static JsonNode parse(String text) {
            try {
                var json = JSON.readTree(text);
                if (!json.isMissingNode()) {
                    return json;
                }
                throw Problem.of(ProblemKind.MALFORMED, new Flaw("body", "nothing", "JSON"));
            } catch (JsonProcessingException e) {
                var at = e.getLocation();
                var place = at == null ? "" : " in line " + at.getLineNr() + ", column " + at.getColumnNr();
                throw Problem.of(
                        ProblemKind.MALFORMED, new Flaw("body", text, "JSON; " + e.getOriginalMessage() + place));
            }
        }

        private static Optional<String> version(String ifMatch) {
            if (ifMatch.isEmpty() || ifMatch.equals("*")) {
                return Optional.empty();
            } else if (!ifMatch.matches("\"[!#-~]{1,128}\"")) {
                throw Problem.of(
                        ProblemKind.MALFORMED,
                        new Flaw("header.If-Match", ifMatch, "* or one ETag in its double quotes"));
            }
            return Optional.of(ifMatch.substring(1, ifMatch.length() - 1));
        }
    }

    /** What stands behind the question mark. */
    private static final class QueryText {

        static Map<String, String> read(String text, List<Query> known) {
            var values = new HashMap<String, String>();
            var flaws = new ArrayList<Flaw>();
            for (var pair : text.isEmpty() ? new String[0] : text.split("&", -1)) {
                int equals = pair.indexOf('=');
                var name = decoded(equals < 0 ? pair : pair.substring(0, equals), flaws);
                var value = decoded(equals < 0 ? "" : pair.substring(equals + 1), flaws);
                var query =
                        known.stream().filter(one -> one.name().equals(name)).findFirst();
                if (query.isEmpty()) {
                    flaws.add(new Flaw("query." + name, value, "no such parameter; " + names(known)));
                } else if (values.putIfAbsent(name, value) != null) {
                    flaws.add(new Flaw("query." + name, value, "to be there once"));
                } else {
                    check(query.get(), value, flaws);
                }
            }
            if (!flaws.isEmpty()) {
                throw Problem.of(ProblemKind.MALFORMED, flaws);
            }
            return values;
        }

        private static String names(List<Query> known) {
            return known.isEmpty()
                    ? "there are none"
                    : String.join(", ", known.stream().map(Query::name).toList());
        }

        private static void check(Query query, String value, List<Flaw> flaws) {
            boolean truth = query.schema() instanceof Schema.Truth && value.matches("true|false");
            var nodes = JSON.getNodeFactory();
            query.schema()
                    .check(
                            "query." + query.name(),
                            truth ? nodes.booleanNode(value.equals("true")) : nodes.textNode(value),
                            flaws::add);
        }

        private static String decoded(String text, List<Flaw> flaws) {
            var decoded = Request.Percent.decode(text.replace('+', ' '));
            if (decoded.isEmpty()) {
                flaws.add(new Flaw("query", text, "percent-encoded UTF-8"));
            }
            return decoded.orElse("");
        }
    }
}
