package flotilla.ops.admin;

import flotilla.ops.access.AuditLog;
import flotilla.ops.access.Caller;
import flotilla.ops.access.Gate;
import flotilla.ops.access.Gate.Proof;
import flotilla.ops.access.Gate.Verdict;
import flotilla.ops.access.Role;
import flotilla.ops.admin.Page.Audience;
import flotilla.ops.rest.Desk;
import flotilla.ops.rest.Flaw;
import flotilla.ops.rest.Problem;
import flotilla.ops.rest.ProblemKind;
import flotilla.ops.rest.Query;
import flotilla.ops.rest.Reply;
import flotilla.ops.rest.Request;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what comes to the admin port: some pages are open to all; for the rest it asks who comes, and whether they may.
 *
 * <p>A browser may change nothing, whoever sits before it: a page of whatever origin could ask for it, and a browser cannot leave
 * out {@code Origin} in anything but GET and HEAD. All that was to change something is written to the audit log, done or not.
 */
final class Reception {

    private static final Logger LOG = LoggerFactory.getLogger(AdminServer.class);

    private final Supplier<Map<String, Page>> pages;
    private final Desk desk;
    private final Gate gate;
    private final AuditLog audit;

    Reception(Supplier<Map<String, Page>> pages, Desk desk, Gate gate, AuditLog audit) {
        this.pages = pages;
        this.desk = desk;
        this.gate = gate;
        this.audit = audit;
    }

    /** What follows from a request's head. */
    sealed interface Step {

        /** This is the answer; it may take a while to make. */
        record Answer(Supplier<Reply> reply) implements Step {}

        /**
         * The body is needed.
         *
         * @param maxBytes that it may have
         * @param tooLarge the answer if it has more
         */
        record Body(int maxBytes, Function<byte[], Reply> answer, Supplier<Reply> tooLarge) implements Step {}
    }

    Step take(Request request, Proof proof) {
        try {
            var page = pages.get().get(request.path());
            if (page == null) {
                return api(request, proof);
            }
            if (page.audience() == Audience.READERS_OF_FIGURES && !gate.openMetrics()) {
                known(proof);
            }
            requireLook(request);
            return new Step.Answer(() -> made(request, page.maker()));
        } catch (Problem problem) {
            return new Step.Answer(problem::reply);
        }
    }

    private static void requireLook(Request request) {
        if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
            throw Problem.of(ProblemKind.WRONG_METHOD, new Flaw("method", request.method(), "GET, HEAD"))
                    .with("Allow", "GET, HEAD");
        }
    }

    private Step api(Request request, Proof proof) {
        var entry = new Entry(request, proof);
        try {
            var caller = known(proof);
            entry.caller = Optional.of(caller);
            var received = desk.receive(request);
            if (received.operation().changes()) {
                refuseBrowsers(request);
            }
            if (received.operation().changes() || received.operation().secret()) {
                requireRight(caller);
            }
            return new Step.Body(
                    received.maxBody(),
                    body -> entry.written(
                            received.operation().changes(), body, () -> received.answer(caller.name(), body)),
                    () -> entry.written(received.operation().changes(), new byte[0], () -> {
                        throw tooLarge(received.maxBody());
                    }));
        } catch (Problem problem) {
            boolean looks = request.method().equals("GET") || request.method().equals("HEAD");
            return new Step.Answer(() -> entry.written(!looks, new byte[0], () -> {
                throw problem;
            }));
        }
    }

    private static Problem tooLarge(int maxBytes) {
        return Problem.of(ProblemKind.TOO_LARGE, new Flaw("body", "more than that", "at most " + maxBytes + " bytes"));
    }

    private Caller known(Proof proof) {
        return switch (gate.look(proof)) {
            case Verdict.Known(var caller) -> caller;
            case Verdict.Unknown() ->
                throw Problem.of(
                                ProblemKind.UNKNOWN_CALLER,
                                "whoever does not come from this machine itself needs a token or a client certificate, as"
                                        + " do all where admin.tokens or admin.tls.clients names any")
                        .with("WWW-Authenticate", "Bearer realm=\"flotilla\"");
            case Verdict.TooMany(var left) ->
                throw Problem.of(ProblemKind.TOO_MANY_TRIES, "too many tokens that are not taken came from there")
                        .with("Retry-After", String.valueOf(left.toSeconds() + 1));
        };
    }

    private static void refuseBrowsers(Request request) {
        var flaws = Stream.of("Origin", "Sec-Fetch-Site")
                .filter(header -> !request.header(header).isEmpty())
                .map(header -> new Flaw(
                        "header." + header, request.header(header), "none, as browsers may not change anything"))
                .toList();
        if (!flaws.isEmpty()) {
            throw Problem.of(ProblemKind.NOT_ALLOWED, flaws);
        }
    }

    private static void requireRight(Caller caller) {
        if (!caller.may(Role.CHANGE)) {
            throw Problem.of(
                    ProblemKind.NOT_ALLOWED,
                    new Flaw(
                            "role",
                            caller.name() + " has read",
                            "change, for whoever changes something or sees what may be secret"));
        }
    }

    /** Makes an answer, whatever comes in between. */
    private static Reply made(Request request, Supplier<Reply> maker) {
        try {
            return maker.get();
        } catch (Problem problem) {
            return problem.reply();
        } catch (RuntimeException e) {
            LOG.error("admin: {} {} fails", request.method(), request.path(), e);
            return Problem.of(ProblemKind.FAILED, "the log of the node says why")
                    .reply();
        }
    }

    /** One request, as the audit log will have it. */
    private final class Entry {

        private final Request request;
        private final Proof proof;
        private Optional<Caller> caller = Optional.empty();

        Entry(Request request, Proof proof) {
            this.request = request;
            this.proof = proof;
        }

        Reply written(boolean change, byte[] body, Supplier<Reply> maker) {
            var detail = new StringBuilder();
            var reply = made(request, () -> {
                try {
                    return maker.get();
                } catch (Problem problem) {
                    detail.append(problem.detail());
                    throw problem;
                }
            });
            if (change) {
                write(reply.status(), detail.isEmpty() && reply.status() >= 400 ? "failed" : detail.toString(), body);
            }
            return reply;
        }

        private void write(int status, String detail, byte[] body) {
            audit.write(new AuditLog.Line(
                    caller,
                    proof.from(),
                    request.method() + " " + request.path() + (request.query().isEmpty() ? "" : "?" + request.query()),
                    request.parameter(Query.BY.name()),
                    request.parameter(Query.WHY.name()),
                    shown(body),
                    status,
                    detail));
        }

        /** A configuration may hold secrets. */
        private String shown(byte[] body) {
            boolean json = request.header("Content-Type").startsWith(Reply.JSON);
            return json || body.length == 0 ? new String(body, StandardCharsets.UTF_8) : "(" + body.length + " bytes)";
        }
    }
}
