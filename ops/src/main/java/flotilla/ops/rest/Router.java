package flotilla.ops.rest;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Finds the operation that a request is for, by its path and method. A path has at most one operation of each method. */
public final class Router {

    private final List<Operation> operations;
    private final List<Template> templates;

    /** @throws IllegalArgumentException if two are alike */
    public Router(List<Operation> operations) {
        this.operations = List.copyOf(operations);
        this.templates = operations.stream().map(Template::of).toList();
        var seen = new HashSet<String>();
        for (var operation : operations) {
            var shape = operation.method() + " " + operation.path().replaceAll("\\{[^}]*}", "{}");
            if (!seen.add(shape) || !seen.add(operation.id())) {
                throw new IllegalArgumentException("two operations are alike: " + shape + ", " + operation.id());
            }
        }
    }

    /** The segments of an operation's path; one in braces is a parameter. */
    private record Template(Operation operation, List<String> segments) {

        static Template of(Operation operation) {
            return new Template(operation, List.of(operation.path().substring(1).split("/", -1)));
        }

        Optional<Map<String, String>> values(List<String> asked) {
            if (segments.size() != asked.size()) {
                return Optional.empty();
            }
            var values = new HashMap<String, String>();
            for (int i = 0; i < segments.size(); i++) {
                var part = segments.get(i);
                if (part.startsWith("{")) {
                    values.put(part.substring(1, part.length() - 1), asked.get(i));
                } else if (!part.equals(asked.get(i))) {
                    return Optional.empty();
                }
            }
            return Optional.of(values);
        }
    }

    /** An operation, and what its path's parameters are. */
    record Found(Operation operation, Map<String, String> path) {}

    public List<Operation> operations() {
        return operations;
    }

    /** @throws Problem if there is no such path, or none of its operations is of this method */
    Found find(Request request) {
        var segments = request.segments().orElseThrow(() -> noSuch(request));
        var found = new ArrayList<Found>();
        for (var template : templates) {
            template.values(segments).ifPresent(values -> found.add(new Found(template.operation(), values)));
        }
        // One that is named in full is meant before one with a parameter in that place.
        int fewest = found.stream().mapToInt(one -> one.path().size()).min().orElseThrow(() -> noSuch(request));
        found.removeIf(one -> one.path().size() > fewest);
        var method = request.method().equals("HEAD") ? "GET" : request.method();
        return found.stream()
                .filter(one -> one.operation().method().equals(method))
                .findFirst()
                .orElseThrow(() -> wrongMethod(request.method(), found));
    }

    private static Problem noSuch(Request request) {
        return Problem.of(
                ProblemKind.NOT_FOUND,
                new Flaw("path", request.path(), "a path of this API; /api/v1/openapi.json lists them"));
    }

    private static Problem wrongMethod(String method, List<Found> found) {
        var methods = new TreeSet<String>();
        found.forEach(one -> methods.add(one.operation().method()));
        if (methods.contains("GET")) {
            methods.add("HEAD");
        }
        var allowed = String.join(", ", methods);
        return Problem.of(ProblemKind.WRONG_METHOD, new Flaw("method", method, allowed))
                .with("Allow", allowed);
    }
}
