package flotilla.node.io.front;

import flotilla.node.io.http1.HeaderKind;
import io.undertow.util.HeaderValues;
import io.undertow.util.HttpString;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The names of known fields as Undertow looks them up: with their hash computed once. */
final class FieldNames {

    private static final Map<HeaderKind, HttpString> NAMES = names();

    private FieldNames() {}

    static HttpString of(HeaderKind kind) {
        var name = NAMES.get(kind);
        if (name == null) {
            throw new IllegalArgumentException(kind + " has no name");
        }
        return name;
    }

    /** The values of all fields of one name as the list that they are (RFC 9110 section 5.3), or null. */
    static @Nullable String joined(@Nullable HeaderValues values) {
        if (values == null) {
            return null;
        }
        return values.size() == 1 ? values.getFirst() : String.join(", ", values);
    }

    private static Map<HeaderKind, HttpString> names() {
        var names = new EnumMap<HeaderKind, HttpString>(HeaderKind.class);
        for (var kind : HeaderKind.values()) {
            if (kind != HeaderKind.OTHER) {
                names.put(
                        kind,
                        new HttpString(kind.name().toLowerCase(Locale.ROOT).replace('_', '-')));
            }
        }
        return names;
    }
}
