package flotilla.ops.rest;

import flotilla.ops.rest.Schema.Thing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * One thing that the API does: what is asked for, what is answered, and the code that does it.
 *
 * @param path with parameters as {@code {upstream}}
 * @param changes whether it changes anything, so that its caller needs the right to
 * @param secret whether its caller needs the right to change although it changes nothing, as what it shows may be secret
 * @param conditional whether it heeds {@code If-Match}
 * @param versioned whether a good answer has an {@code ETag}, which tells what it shows from what was there before
 * @param parameters forms of the path's parameters
 * @param body empty: it takes none
 * @param answer the form of a good answer
 * @param kinds what can be in its way, beside what can be in everybody's
 */
public record Operation(
        String method,
        String path,
        String id,
        String summary,
        boolean changes,
        boolean secret,
        boolean conditional,
        boolean versioned,
        Map<String, Schema.Text> parameters,
        List<Query> queries,
        Optional<Body> body,
        Answer answer,
        List<ProblemKind> kinds,
        Function<Call, Reply> handler) {

    private static final int MAX_JSON = 64 * 1024;

    /**
     * What it takes.
     *
     * @param thing its form if it is JSON; empty: a text
     */
    public record Body(String contentType, Optional<Thing> thing, String about, int maxBytes) {}

    /** @param schema of a text or of JSON */
    public record Answer(String contentType, Schema schema) {}

    public static Operation get(String path, String id, String summary) {
        return of("GET", path, id, summary, false);
    }

    public static Operation post(String path, String id, String summary) {
        return of("POST", path, id, summary, true);
    }

    public static Operation put(String path, String id, String summary) {
        return of("PUT", path, id, summary, true);
    }

    public static Operation patch(String path, String id, String summary) {
        return of("PATCH", path, id, summary, true);
    }

    public static Operation delete(String path, String id, String summary) {
        return of("DELETE", path, id, summary, true);
    }

    private static Operation of(String method, String path, String id, String summary, boolean changes) {
        return new Operation(
                method,
                path,
                id,
                summary,
                changes,
                false,
                false,
                false,
                Map.of(),
                changes ? List.of(Query.BY, Query.WHY) : List.of(),
                Optional.empty(),
                new Answer(Reply.JSON, Schema.text("")),
                List.of(),
                call -> {
                    throw new IllegalStateException(id + " does nothing");
                });
    }

    /** It only looks, whatever its method. */
    public Operation looking() {
        return with(copy -> {
            copy.changes = false;
            copy.queries = List.of();
        });
    }

    /** What it shows is for those alone who may change it. */
    public Operation guarded() {
        return with(copy -> copy.secret = true);
    }

    /** It can be asked for on condition that nothing has changed since. */
    public Operation onCondition() {
        return withVersion().fails(ProblemKind.CHANGED_MEANWHILE).with(copy -> copy.conditional = true);
    }

    /** A good answer says which version of the thing it shows. */
    public Operation withVersion() {
        return with(copy -> copy.versioned = true);
    }

    public Operation where(String parameter, Schema.Text form) {
        var more = new LinkedHashMap<>(parameters);
        more.put(parameter, form);
        return with(copy -> copy.parameters = more);
    }

    public Operation query(Query query) {
        var more = new ArrayList<>(queries);
        more.add(query);
        return with(copy -> copy.queries = more);
    }

    public Operation takes(Thing thing) {
        return takes(new Body(Reply.JSON, Optional.of(thing), "", MAX_JSON));
    }

    public Operation takes(Body taken) {
        return with(copy -> copy.body = Optional.of(taken));
    }

    public Operation answers(Schema schema) {
        return answers(new Answer(Reply.JSON, schema));
    }

    public Operation answers(Answer good) {
        return with(copy -> copy.answer = good);
    }

    public Operation fails(ProblemKind... with) {
        var more = new ArrayList<>(kinds);
        more.addAll(Arrays.asList(with));
        return with(copy -> copy.kinds = more);
    }

    public Operation by(Function<Call, Reply> does) {
        return with(copy -> copy.handler = does);
    }

    /** The same below a path. */
    public Operation below(String root) {
        return with(copy -> copy.path = root + path);
    }

    private Operation with(Consumer<Copy> change) {
        var copy = new Copy(this);
        change.accept(copy);
        return copy.made();
    }

    /** The same, of which some parts become others. */
    private static final class Copy {

        private final Operation from;
        private String path;
        private boolean changes;
        private boolean secret;
        private boolean conditional;
        private boolean versioned;
        private Map<String, Schema.Text> parameters;
        private List<Query> queries;
        private Optional<Body> body;
        private Answer answer;
        private List<ProblemKind> kinds;
        private Function<Call, Reply> handler;

        Copy(Operation from) {
            this.from = from;
            path = from.path;
            changes = from.changes;
            secret = from.secret;
            conditional = from.conditional;
            versioned = from.versioned;
            parameters = from.parameters;
            queries = from.queries;
            body = from.body;
            answer = from.answer;
            kinds = from.kinds;
            handler = from.handler;
        }

        Operation made() {
            return new Operation(
                    from.method,
                    path,
                    from.id,
                    from.summary,
                    changes,
                    secret,
                    conditional,
                    versioned,
                    parameters,
                    queries,
                    body,
                    answer,
                    kinds,
                    handler);
        }
    }

    int maxBody() {
        return body.map(Body::maxBytes).orElse(MAX_JSON);
    }
}
