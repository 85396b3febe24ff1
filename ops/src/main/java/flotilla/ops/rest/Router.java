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

    /** @throws IllegalArgumentException if two are alike */
    public Router(List<Operation> operations) {
        this.operations = List.copyOf(operations);
        var seen = new HashSet<String>();
        for (var operation : operations) {
            var shape = operation.method() + " " + operation.path().replaceAll("\\{[^}]*}", "{}");
            if (!seen.add(shape) || !seen.add(operation.id())) {
                throw new IllegalArgumentException("two operations are alike: " + shape + ", " + operation.id());
            }
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
        for (var operation : operations) {
            values(operation.segments(), segments).ifPresent(values -> found.add(new Found(operation, values)));
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

    private static Optional<Map<String, String>> values(List<String> template, List<String> segments) {
        if (template.size() != segments.size()) {
            return Optional.empty();
        }
        var values = new HashMap<String, String>();
        for (int i = 0; i < template.size(); i++) {
            var part = template.get(i);
            if (part.startsWith("{")) {
                values.put(part.substring(1, part.length() - 1), segments.get(i));
            } else if (!part.equals(segments.get(i))) {
                return Optional.empty();
            }
        }
        return Optional.of(values);
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
