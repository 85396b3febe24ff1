package flotilla.ops.config;

import flotilla.discovery.InvalidValue;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * Makes records of a YAML tree by their components' names and types.
 *
 * <p>What a file leaves out is taken from the record's constant {@code DEFAULT}; without one it must be there, unless
 * its type can be empty (Optional, list, map). A record whose first component is text, true or false may be written as
 * that alone: {@code balance: random} for {@code balance: {algorithm: random}}; one that is nothing but a list, as that
 * list or its one element: {@code join: consul}.
 *
 * <p>Each mistake is noted once and its place taken by the default, so that reading goes on and finds the others: a
 * constructor that throws {@link InvalidValue} for one component is called again without it. A result of null says
 * that not even that helped.
 */
final class Binder {

    private final Problems problems;

    Binder(Problems problems) {
        this.problems = problems;
    }

    /** Binds {@code node}, which stands at {@code path}; the result is only good if no problem was noted. */
    <T extends Record> @Nullable T bind(Node node, String path, Class<T> type) {
        problems.place(path, node);
        return type.cast(bindRecord(node, path, type));
    }

    private @Nullable Object bindValue(Node node, String path, String name, Type type) {
        problems.place(path, node);
        if (type instanceof ParameterizedType generic) {
            var arguments = generic.getActualTypeArguments();
            if (generic.getRawType() == Optional.class) {
                return Optional.ofNullable(bindValue(node, path, name, arguments[0]));
            }
            return generic.getRawType() == List.class
                    ? bindList(node, path, name, arguments[0])
                    : bindMap(node, path, name, arguments[1]);
        }
        var plain = (Class<?>) type;
        return plain.isRecord() ? bindRecord(node, path, plain) : bindScalar(node, path, name, plain);
    }

    private @Nullable Object bindScalar(Node node, String path, String name, Class<?> type) {
        if (!(node instanceof ScalarNode scalar)) {
            problems.expected(path, "", "a single value");
            return null;
        }
        try {
            return Scalars.parse(name, type, scalar.getValue());
        } catch (InvalidValue invalid) {
            problems.expected(path, invalid.value(), invalid.expected());
            return null;
        }
    }

    private @Nullable List<?> bindList(Node node, String path, String name, Type element) {
        if (!(node instanceof SequenceNode sequence)) {
            problems.expected(path, "", "a list");
            return null;
        }
        var list = new ArrayList<>();
        for (var item : sequence.getValue()) {
            var value = bindValue(item, path + "[" + list.size() + "]", name, element);
            if (value == null) {
                return null;
            }
            list.add(value);
        }
        return list;
    }

    private @Nullable Map<String, ?> bindMap(Node node, String path, String name, Type element) {
        if (!(node instanceof MappingNode)) {
            problems.expected(path, "", "a map");
            return null;
        }
        var map = new LinkedHashMap<String, Object>();
        entries(node, path).forEach((key, child) -> {
            var childPath = path + "." + key;
            var value = bindValue(child, childPath, name, element);
            if (!key.matches("[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")) {
                problems.say(childPath, child, key + " (expected: a name of letters, digits, _ . and -, at most 64)");
            }
            if (value != null) {
                map.put(key, value);
            }
        });
        return map;
    }

    private @Nullable Object bindRecord(Node node, String path, Class<?> type) {
        var known = Components.of(type);
        var components = known.all();
        var defaults = known.defaults();
        var values = new @Nullable Object[components.length];
        if (node instanceof ScalarNode scalar && !scalar.getValue().isEmpty() && isShort(components[0])) {
            var first = bindScalar(node, path, components[0].getName(), components[0].getType());
            values[0] = first == null ? standIn(components[0], defaults) : first;
            fill(values, 1, components, defaults);
            return construct(known, values, path, true);
        }
        if (isListAlone(components) && !(node instanceof MappingNode)) {
            values[0] = bindOneOrMore(node, path, components[0]);
            return values[0] == null ? defaults : construct(known, values, path, true);
        }
        if (!(node instanceof MappingNode)) {
            problems.expected(path, "", "a map");
            return defaults;
        }
        var entries = entries(node, path);
        for (int i = 0; i < components.length; i++) {
            var key = known.keys().get(i);
            var child = entries.remove(key);
            if (child == null) {
                values[i] = absent(components[i], defaults, path);
            } else {
                var childPath = join(path, key);
                var value = bindValue(child, childPath, components[i].getName(), components[i].getGenericType());
                values[i] = value == null ? standIn(components[i], defaults) : value;
            }
        }
        entries.forEach((key, child) -> unknown(key, child, path, components));
        return construct(known, values, path, false);
    }

    private static boolean isListAlone(RecordComponent[] components) {
        return components.length == 1 && components[0].getType() == List.class;
    }

    private @Nullable List<?> bindOneOrMore(Node node, String path, RecordComponent list) {
        var element = ((ParameterizedType) list.getGenericType()).getActualTypeArguments()[0];
        if (!(node instanceof ScalarNode)) {
            return bindList(node, path, list.getName(), element);
        }
        var one = bindValue(node, path, list.getName(), element);
        return one == null ? null : List.of(one);
    }

    private static boolean isShort(RecordComponent first) {
        return first.getType() == String.class || first.getType() == boolean.class;
    }

    private void fill(@Nullable Object[] values, int from, RecordComponent[] components, @Nullable Object defaults) {
        for (int i = from; i < components.length; i++) {
            values[i] = standIn(components[i], defaults);
        }
    }

    private @Nullable Object absent(RecordComponent component, @Nullable Object defaults, String path) {
        var value = standIn(component, defaults);
        if (value == null) {
            var key = Names.snake(component.getName());
            problems.missing(path, join(path, key), "a value");
        }
        return value;
    }

    /** What counts in place of a component that is not there or wrong; null if it has to be there. */
    private static @Nullable Object standIn(RecordComponent component, @Nullable Object defaults) {
        if (defaults != null) {
            return Components.read(component, defaults);
        } else if (component.getType() == Optional.class) {
            return Optional.empty();
        } else if (component.getType() == List.class) {
            return List.of();
        }
        return component.getType() == Map.class ? Map.of() : null;
    }

    private @Nullable Object construct(Components known, @Nullable Object[] values, String path, boolean shortForm) {
        var components = known.all();
        var defaults = known.defaults();
        for (int attempt = 0; attempt <= components.length; attempt++) {
            if (Arrays.asList(values).contains(null)) {
                return null;
            }
            try {
                return known.make(values);
            } catch (InvalidValue invalid) {
                int culprit = indexOf(invalid.component(), components);
                var place = culprit < 0 || shortForm ? path : join(path, Names.snake(invalid.component()));
                if (!problems.wrong(place)) {
                    problems.expected(place, invalid.value(), invalid.expected());
                }
                if (culprit < 0 || defaults == null) {
                    return defaults;
                }
                values[culprit] = Components.read(components[culprit], defaults);
            }
        }
        return defaults;
    }

    private static int indexOf(String component, RecordComponent[] components) {
        for (int i = 0; i < components.length; i++) {
            if (components[i].getName().equals(component)) {
                return i;
            }
        }
        return -1;
    }

    private void unknown(String key, Node node, String path, RecordComponent[] components) {
        var known = Arrays.stream(components)
                .map(component -> Names.snake(component.getName()))
                .toList();
        var hint = Names.nearest(key, known)
                .map(name -> "did you mean " + name + "?")
                .orElseGet(() -> "known: " + known.stream().sorted().collect(Collectors.joining(", ")));
        problems.say(join(path, key), node, "unknown key (" + hint + ")");
    }

    /** The entries of a map by their keys; of duplicates, which are noted, the first. */
    private Map<String, Node> entries(Node node, String path) {
        var entries = new LinkedHashMap<String, Node>();
        for (var tuple : ((MappingNode) node).getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                problems.say(
                        path,
                        tuple.getKeyNode(),
                        "a key that is " + Problems.written(tuple.getKeyNode()) + " (expected: a name)");
            } else if (entries.putIfAbsent(key.getValue(), tuple.getValueNode()) != null) {
                problems.say(join(path, key.getValue()), tuple.getKeyNode(), "duplicate key (expected: each key once)");
            }
        }
        return entries;
    }

    private static String join(String path, String key) {
        return path.isEmpty() ? key : path + "." + key;
    }
}
