package flotilla.ops.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import flotilla.ops.api.AdminNode.Answered;
import flotilla.ops.rest.Contract;
import flotilla.ops.rest.Contract.Promised;
import flotilla.ops.rest.RandomJson;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** The document of the API against a real node over real HTTP: what it promises is kept, and nothing else is there. */
@TestInstance(Lifecycle.PER_CLASS)
class OpenApiTest {

    private static final long SEED = 20_260_117;
    private static final int ROUNDS = 25;
    private static final String ROOT = "/api/v1";

    /** Texts that mean something to a node. */
    private static final Map<String, String> KNOWN = Map.ofEntries(
            Map.entry("upstream", "shop"),
            Map.entry("endpoint", "127.0.0.1:81"),
            Map.entry("route", "cart"),
            Map.entry("problem", "not-found"),
            Map.entry("setting", "weight"),
            Map.entry("value", "5"),
            Map.entry("algorithm", "random"),
            Map.entry("rate", "50/s"),
            Map.entry("for", "1h"),
            Map.entry("delay", "20ms"),
            Map.entry("header", "X-Drill"),
            Map.entry("revision", "1"),
            Map.entry("listener", "web"),
            Map.entry("logger", "flotilla.test.level"),
            Map.entry("by", "alice"),
            Map.entry("why", "a test"));

    private final Random random = new Random(SEED);
    private AdminNode node;
    private JsonNode document;
    private String configuration = "";
    private Contract contract;
    private RandomJson json;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        node = AdminNode.start(directory);
        document = node.get("/openapi.json").body();
        configuration = node.get("/config").whole().body();
        contract = new Contract(document);
        json = new RandomJson(random, contract, KNOWN);
    }

    @AfterAll
    void close() {
        node.close();
    }

    @Test
    void everyReferenceLeadsSomewhereAndEveryOperationHasANameOfItsOwn() {
        var names = new HashSet<String>();
        for (var operation : contract.operations()) {
            assertThat(names.add(operation.id())).as(operation.id()).isTrue();
            assertThat(operation.described().path("summary").asText()).isNotBlank();
            var declared = operation.parameters("path").stream()
                    .map(one -> "{" + one.path("name").asText() + "}")
                    .toList();
            assertThat(operation.path().split("/"))
                    .filteredOn(part -> part.startsWith("{"))
                    .containsExactlyInAnyOrderElementsOf(declared);
        }
        assertThat(document.path("openapi").textValue()).isEqualTo("3.1.0");
        for (var reference : document.findValuesAsText("$ref")) {
            assertThat(document.at(reference.substring(1)).isObject())
                    .as(reference)
                    .isTrue();
        }
    }

    @Test
    void everyRouteIsInTheDocumentAndTheOtherWayRound() throws Exception {
        for (var path :
                new TreeSet<>(contract.operations().stream().map(Promised::path).toList())) {
            var promised = new TreeSet<String>();
            for (var operation : contract.operations()) {
                if (operation.path().equals(path)) {
                    promised.add(operation.method());
                }
            }
            if (promised.contains("GET")) {
                promised.add("HEAD");
            }

            var answer = node.call("OPTIONS", filled(path, false), "");

            assertThat(answer.status()).as(path).isEqualTo(405);
            assertThat(answer.whole().headers().firstValue("Allow")).as(path).contains(String.join(", ", promised));
        }
    }

    /** A template with values for its parameters, without the root. */
    private String filled(String template, boolean odd) {
        var path = new StringBuilder();
        for (var part : template.substring(ROOT.length() + 1).split("/")) {
            var value = part.startsWith("{") ? KNOWN.getOrDefault(part.substring(1, part.length() - 1), "x") : part;
            path.append('/').append(encoded(odd && part.startsWith("{") ? json.oddText() : value));
        }
        return path.toString();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** One request of which it is known what is wrong with it by the document. */
    private record Try(String target, String body, List<String> headers, boolean wrong) {}

    @Test
    void whateverIsAskedTheAnswerIsAsPromisedAndARefusalChangesNothing() throws Exception {
        System.out.println("OpenApiTest: seed " + SEED);
        int refused = 0;
        int done = 0;
        for (int round = 0; round < ROUNDS; round++) {
            for (var operation : contract.operations()) {
                var asked = attempt(operation);
                var before = state();

                var answer = node.call(
                        operation.method(),
                        asked.target(),
                        asked.body(),
                        asked.headers().toArray(String[]::new));

                var context = operation + " " + asked + " -> " + answer;
                assertThat(kept(operation, answer)).as(context).isEmpty();
                if (asked.wrong()) {
                    assertThat(answer.status()).as(context).isBetween(400, 499);
                }
                if (answer.status() >= 400) {
                    assertThat(answer.status()).as(context).isLessThan(500);
                    assertThat(state()).as(context).isEqualTo(before);
                    refused++;
                } else {
                    done++;
                }
            }
        }
        assertThat(refused).isGreaterThan(50);
        assertThat(done).isGreaterThan(50);
    }

    private List<String> kept(Promised operation, Answered answer) {
        return contract.flaws(operation, answer.status(), answer.whole().headers(), answer.body());
    }

    /** All that the API can change. */
    private List<JsonNode> state() throws Exception {
        var faults = node.get("/faults").body().path("faults");
        var drills = new ArrayList<JsonNode>(List.of(
                node.get("/settings").body(),
                node.get("/log/levels").body(),
                node.get("/config/history").body()));
        faults.forEach(drill -> drills.add(((ObjectNode) drill.deepCopy()).without(List.of("left_s"))));
        return drills;
    }

    private Try attempt(Promised operation) {
        boolean oddPath = !operation.parameters("path").isEmpty() && random.nextInt(6) == 0;
        var headers = new ArrayList<String>();
        boolean wrong = odd(headers);
        var query = new StringBuilder("?");
        wrong |= odd(operation, query);
        if (!operation.parameters("header").isEmpty() && random.nextInt(5) == 0) {
            headers.addAll(List.of("If-Match", random.nextBoolean() ? "W/\"1\"" : "\"0123456789abcdef\""));
            wrong = true;
        }
        var content = operation.described().path("requestBody").path("content");
        var body = "";
        if (content.has("application/json")) {
            var schema = content.path("application/json").path("schema");
            var value = json.good("", schema);
            value = random.nextInt(3) > 0 ? json.other(value) : value;
            wrong |= !contract.flaws(schema, value).isEmpty();
            body = value.toString();
        } else if (content.has("application/yaml")) {
            headers.addAll(List.of("Content-Type", "application/yaml"));
            wrong |= random.nextBoolean();
            body = wrong ? "version: " + json.oddText() : configuration;
        }
        var target = filled(operation.path(), oddPath) + query.substring(0, query.length() - 1);
        return new Try(target, body, headers, wrong);
    }

    /** Whether what stands behind the question mark is wrong. */
    private boolean odd(Promised operation, StringBuilder query) {
        boolean wrong = false;
        for (var parameter : operation.parameters("query")) {
            var name = parameter.path("name").asText();
            var schema = contract.resolved(parameter.path("schema"));
            boolean truth = schema.path("type").asText().equals("boolean");
            var value = random.nextInt(8) == 0
                    ? json.oddText()
                    : truth ? String.valueOf(random.nextBoolean()) : KNOWN.getOrDefault(name, "x");
            var given = truth ? MissingNode.getInstance() : JsonNodeFactory.instance.textNode(value);
            wrong |= truth
                    ? !value.matches("true|false")
                    : !contract.flaws(schema, given).isEmpty();
            query.append(name).append('=').append(encoded(value)).append('&');
        }
        if (random.nextInt(15) == 0) {
            query.append("colour=red&");
            wrong = true;
        }
        return wrong;
    }

    private boolean odd(List<String> headers) {
        switch (random.nextInt(20)) {
            case 0 -> headers.addAll(List.of("Accept", "image/png"));
            case 1 -> headers.addAll(List.of("Accept", "*/*;q=0"));
            default -> {
                return false;
            }
        }
        return true;
    }
}
