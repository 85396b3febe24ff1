package flotilla.ops.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import flotilla.ops.rest.Schema.OrNull;
import flotilla.ops.rest.Schema.Scalar;
import flotilla.ops.rest.Schema.Thing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a form says of itself and what it lets through are the same, as a validator of JSON Schema finds. */
class SchemaTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final long SEED = 42;

    private static final Thing INNER = Schema.thing("Inner")
            .with("name", Schema.text("A name.").matching("[a-z]{1,8}"))
            .maybe("colour", Schema.text("A colour.").oneOf(List.of("red", "green")))
            .maybe("any", new Scalar("Anything small."));

    private static final Thing OUTER = Schema.thing("Outer")
            .with("count", Schema.whole("How many.").from(1).to(50))
            .with("share", Schema.amount("How much.").within(0, 100))
            .with("inner", Schema.list(INNER))
            .maybe("yes", Schema.truth("Whether."))
            .maybe("rate", new OrNull(Schema.text("Or null.")))
            .maybe("free", Schema.whole("Unbounded."))
            .maybe("labels", Schema.map(Schema.text("By name.")));

    private static Contract contract() {
        var takes = Operation.put("/outer", "takes", "Takes it.").takes(OUTER).answers(Schema.text(""));
        return new Contract(OpenApi.document("Test", "1", "", List.of(takes)));
    }

    private static List<Flaw> flaws(JsonNode value) {
        var flaws = new ArrayList<Flaw>();
        OUTER.check("body", value, flaws::add);
        return flaws;
    }

    @Test
    void letsThroughExactlyWhatItDescribes() {
        var contract = contract();
        var schema = contract.operations()
                .getFirst()
                .described()
                .at("/requestBody/content")
                .path("application/json")
                .path("schema");
        var json = new RandomJson(new Random(SEED), contract, Map.of("name", "abc"));
        int bad = 0;
        for (int i = 0; i < 2_000; i++) {
            var value = json.good("", schema);
            assertThat(flaws(value)).as("seed %d: %s", SEED, value).isEmpty();
            value = json.other(value);

            assertThat(flaws(value).isEmpty())
                    .as("seed %d: %s", SEED, value)
                    .isEqualTo(contract.flaws(schema, value).isEmpty());
            bad += flaws(value).isEmpty() ? 0 : 1;
        }
        assertThat(bad).isGreaterThan(500);
    }

    @Test
    void namesAllThatIsWrongByItsPlace() throws Exception {
        var value = JSON.readTree("""
                {"count": 51, "share": "x", "inner": [{"name": "ABC"}, {"colour": "blue", "size": 1}], "yes": 1}
                """);

        assertThat(flaws(value))
                .extracting(Flaw::toString)
                .containsExactly(
                        "body.count: 51 (expected: 1 to 50)",
                        "body.share: x (expected: a number, 0.0 to 100.0)",
                        "body.inner[0].name: ABC (expected: A name.)",
                        "body.inner[1].size: 1 (expected: no such field; name, colour, any)",
                        "body.inner[1].name: nothing (expected: to be there)",
                        "body.inner[1].colour: blue (expected: one of red, green)",
                        "body.yes: 1 (expected: true or false)");
    }

    @Test
    void aLongValueIsNotRepeatedInFull() {
        assertThat(new Flaw("body", "x".repeat(300), "less").value()).hasSize(203);
    }
}
