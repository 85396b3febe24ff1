package flotilla.ops.api;

import com.fasterxml.jackson.databind.json.JsonMapper;
import flotilla.ops.rest.Call;
import flotilla.ops.rest.Operation;
import flotilla.ops.rest.Problem;
import flotilla.ops.rest.ProblemKind;
import flotilla.ops.rest.Reply;
import flotilla.ops.rest.Schema;
import flotilla.ops.rest.Schema.Thing;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What the types of problems lead to. */
final class ProblemsResource {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final List<String> WORDS =
            Arrays.stream(ProblemKind.values()).map(ProblemKind::word).toList();

    private static final Thing KIND = Schema.thing("ProblemKind")
            .with("type", Schema.text("As it stands in a problem."))
            .with("title", Schema.text("The same in words."))
            .with("status", Schema.whole("Of the answer."));

    List<Operation> operations() {
        return List.of(Operation.get("/problems/{problem}", "showProblem", "What a type of problems means.")
                .where("problem", Schema.text("The last part of a type.").oneOf(WORDS))
                .answers(KIND)
                .by(this::one));
    }

    private Reply one(Call call) {
        var kind = ProblemKind.valueOf(call.of("problem").replace('-', '_').toUpperCase(Locale.ROOT));
        return Reply.of(JSON.createObjectNode()
                .put("type", Problem.TYPES + kind.word())
                .put("title", kind.title())
                .put("status", kind.status()));
    }
}
