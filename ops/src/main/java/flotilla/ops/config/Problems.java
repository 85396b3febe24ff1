package flotilla.ops.config;

import flotilla.discovery.InvalidValue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Where each path of a file stands, and what is wrong with it. */
final class Problems {

    private static final int LONGEST_VALUE = 80;

    private final Map<String, Node> places = new HashMap<>();
    private final List<ConfigError> errors = new ArrayList<>();
    private final Set<String> wrong = new HashSet<>();

    /** Remembers where a path stands. */
    void place(String path, Node node) {
        places.put(path, node);
    }

    /** Says that what stands at {@code path} was expected to be something else. */
    void expected(String path, String value, String expected) {
        var node = places.get(path);
        say(
                path,
                node,
                (node == null || value.equals(InvalidValue.HIDDEN) ? value : written(node)) + " (expected: " + expected
                        + ")");
    }

    /** Says that a key which must be there is not, at the place of the map that lacks it. */
    void missing(String parent, String path, String expected) {
        say(path, places.get(parent), "missing (expected: " + expected + ")");
    }

    void say(String path, @Nullable Node node, String problem) {
        wrong.add(path);
        var mark = node == null ? null : node.getStartMark().orElse(null);
        say(path, mark, problem);
    }

    void say(String path, @Nullable Mark mark, String problem) {
        var error = mark == null
                ? new ConfigError(0, 0, path, problem)
                : new ConfigError(mark.getLine() + 1, mark.getColumn() + 1, path, problem);
        if (!errors.contains(error)) {
            errors.add(error);
        }
    }

    /** Whether the file says anything at {@code path}. */
    boolean knows(String path) {
        return places.containsKey(path);
    }

    @Nullable Node at(String path) {
        return places.get(path);
    }

    /** Whether something was said of this path or one below it. */
    boolean wrongBelow(String path) {
        return wrong.stream()
                .anyMatch(place -> place.equals(path) || place.startsWith(path + ".") || place.startsWith(path + "["));
    }

    /** Whether something was said of exactly this path; what builds on it then keeps quiet. */
    boolean wrong(String path) {
        return wrong.contains(path);
    }

    List<ConfigError> errors() {
        errors.sort(Comparator.comparingInt(ConfigError::line).thenComparingInt(ConfigError::column));
        return List.copyOf(errors);
    }

    /** What stands there, as far as it fits into a message. */
    static String written(Node node) {
        return switch (node) {
            case ScalarNode scalar when scalar.getValue().isEmpty() -> "nothing";
            case ScalarNode scalar
            when scalar.getValue().length() > LONGEST_VALUE -> scalar.getValue().substring(0, LONGEST_VALUE) + "...";
            case ScalarNode scalar -> scalar.getValue();
            case SequenceNode list -> list.getValue().isEmpty() ? "[]" : "a list";
            case MappingNode map -> map.getValue().isEmpty() ? "{}" : "a map";
            default -> "this";
        };
    }
}
