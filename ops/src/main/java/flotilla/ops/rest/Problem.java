package flotilla.ops.rest;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import flotilla.discovery.InvalidValue;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Why something is not done, as the caller is told (RFC 9457). */
public final class Problem extends RuntimeException {

    /** Where the types of problems are described. */
    public static final String TYPES = "/api/v1/problems/";

    static final String CONTENT_TYPE = "application/problem+json";

    private static final long serialVersionUID = 1;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final ProblemKind kind;
    private final transient List<Flaw> flaws;
    private final transient Map<String, String> headers;

    private Problem(ProblemKind kind, String detail, List<Flaw> flaws, Map<String, String> headers) {
        super(detail, null, false, false);
        this.kind = kind;
        this.flaws = List.copyOf(flaws);
        this.headers = Map.copyOf(headers);
    }

    public static Problem of(ProblemKind kind, String detail) {
        return new Problem(kind, detail, List.of(), Map.of());
    }

    /** One that names what is wrong. */
    public static Problem of(ProblemKind kind, List<Flaw> flaws) {
        var detail = flaws.getFirst() + (flaws.size() > 1 ? " and " + (flaws.size() - 1) + " more" : "");
        return new Problem(kind, detail, flaws, Map.of());
    }

    public static Problem of(ProblemKind kind, Flaw flaw) {
        return of(kind, List.of(flaw));
    }

    /**
     * What the caller has seen is not what there is.
     *
     * @param seen the version in its {@code If-Match}
     * @param now the version that there is
     */
    public static Problem changedMeanwhile(String detail, Optional<String> seen, String now) {
        var flaws = seen.map(version -> new Flaw("header.If-Match", quoted(version), quoted(now))).stream()
                .toList();
        return new Problem(ProblemKind.CHANGED_MEANWHILE, detail, flaws, Map.of());
    }

    private static String quoted(String version) {
        return '"' + version + '"';
    }

    /** Of a body that has the right form, and says what cannot be. */
    public static Problem invalid(InvalidValue invalid) {
        return of(ProblemKind.INVALID, Flaw.of("body", invalid));
    }

    /** A thing that a path names and that is not there. */
    public static Problem notFound(String parameter, String value, String expected) {
        return of(ProblemKind.NOT_FOUND, new Flaw("path." + parameter, value, expected));
    }

    /** The same with a field of the answer, such as {@code Allow}. */
    public Problem with(String header, String value) {
        return new Problem(kind, detail(), flaws, Map.of(header, value));
    }

    public ProblemKind kind() {
        return kind;
    }

    public String detail() {
        return String.valueOf(getMessage());
    }

    /** What the caller is told. */
    public Reply reply() {
        var body = content(kind).put("detail", detail());
        var errors = body.putArray("errors");
        flaws.forEach(flaw -> errors.addObject()
                .put("path", flaw.path())
                .put("value", flaw.value())
                .put("expected", flaw.expected()));
        return new Reply(kind.status(), CONTENT_TYPE, body.toPrettyString() + "\n", "", headers);
    }

    /** What all problems of a kind have in common. */
    static ObjectNode content(ProblemKind kind) {
        return JSON.createObjectNode()
                .put("type", TYPES + kind.word())
                .put("title", kind.title())
                .put("status", kind.status());
    }
}
