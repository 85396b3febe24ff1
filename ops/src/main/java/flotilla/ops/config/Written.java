package flotilla.ops.config;

import flotilla.discovery.NamedFile;
import flotilla.discovery.Sha256;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a configuration says, path by path, so that two can be compared. Routes are named by what they match, as their places
 * in the list say nothing. A file that is read when the configuration is (a certificate, a page) counts with what stands in it.
 */
final class Written {

    /**
     * What stands at a path.
     *
     * @param usual whether it would be the same if nothing stood there
     */
    record Value(String text, boolean usual) {}

    private static final int SHOWN_OF_DIGEST = 12;

    private final Map<String, Value> values = new LinkedHashMap<>();
    private final Map<Path, String> files = new LinkedHashMap<>();

    private Written() {}

    static Written of(Layout layout) {
        var written = new Written();
        written.record("", layout, Layout.DEFAULT);
        return written;
    }

    Map<String, Value> values() {
        return values;
    }

    /** The files that were read with it, with a digest of each. */
    Map<Path, String> files() {
        return files;
    }

    private void value(String path, String name, @Nullable Object value, @Nullable Object usual) {
        switch (value) {
            case null -> {}
            case Optional<?> optional ->
                value(
                        path,
                        name,
                        optional.orElse(null),
                        usual instanceof Optional<?> other ? other.orElse(null) : null);
            case Map<?, ?> map -> map.forEach((key, item) -> element(path + "." + key, item));
            case List<?> list
            when !list.isEmpty() && list.getFirst() instanceof Record -> {
                for (int i = 0; i < list.size(); i++) {
                    element(path + "[" + place(list.get(i), i) + "]", list.get(i));
                }
            }
            case Record part -> record(path, part, usual);
            // Files of keys are followed by themselves, without another configuration.
            case Path file
            when name.endsWith("File") && !name.equals("keysFile") && Live.covers(path) -> {
                var digest = digest(file);
                files.put(file, digest);
                put(path, file + " (" + digest + ")", false);
            }
            default -> put(path, text(value), value.equals(usual));
        }
    }

    private void element(String path, Object item) {
        if (item instanceof Record part) {
            int before = values.size();
            record(path, part, Components.of(part.getClass()).defaults());
            if (values.size() == before) {
                put(path, "{}", false);
            }
        } else {
            put(path, text(item), false);
        }
    }

    private void record(String path, Record part, @Nullable Object usual) {
        var components = Components.of(part.getClass());
        for (int i = 0; i < components.all().length; i++) {
            var component = components.all()[i];
            var below = components.keys().get(i);
            value(
                    path.isEmpty() ? below : path + "." + below,
                    component.getName(),
                    Components.read(component, part),
                    usual == null ? null : Components.read(component, usual));
        }
    }

    private void put(String path, String text, boolean usual) {
        values.put(path, new Value(text, usual));
    }

    private static String place(@Nullable Object item, int index) {
        return item instanceof RouteLayout route ? route.host() + route.path() : String.valueOf(index);
    }

    /** What stands in a file, so that two moments can be compared. */
    static String digest(Path file) {
        try {
            var digest = Sha256.of(NamedFile.bytes(file));
            return "sha256 " + HexFormat.of().formatHex(digest).substring(0, SHOWN_OF_DIGEST);
        } catch (IOException e) {
            return "cannot be read";
        }
    }

    private static String text(Object value) {
        return switch (value) {
            case Duration duration -> text(duration);
            case Enum<?> constant -> constant.toString().toLowerCase(Locale.ROOT);
            case List<?> list -> {
                var texts = new ArrayList<String>();
                list.forEach(item -> texts.add(text(Objects.requireNonNull(item))));
                yield texts.toString();
            }
            default -> value.toString();
        };
    }

    private static String text(Duration duration) {
        long millis = duration.toMillis();
        if (millis == 0 || millis % 1000 != 0) {
            return millis == 0 ? "0" : millis + "ms";
        }
        long seconds = millis / 1000;
        return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }
}
