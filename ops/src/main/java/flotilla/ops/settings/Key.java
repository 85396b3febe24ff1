package flotilla.ops.settings;

import flotilla.discovery.InvalidValue;
import java.util.Comparator;

/**
 * What a setting is of, and which of its settings it is.
 *
 * @param endpoint its authority; empty: the upstream itself
 * @param setting a name, of {@link Setting} or of a later release
 */
public record Key(String upstream, String endpoint, String setting) implements Comparable<Key> {

    private static final Comparator<Key> ORDER =
            Comparator.comparing(Key::upstream).thenComparing(Key::endpoint).thenComparing(Key::setting);

    public Key {
        InvalidValue.require(
                upstream.matches("[A-Za-z0-9][A-Za-z0-9_.-]{0,127}"), "upstream", upstream, "the name of an upstream");
        InvalidValue.require(
                endpoint.matches("|(\\[[0-9a-fA-F:.]{2,45}]|[A-Za-z0-9_.-]{1,253}):[0-9]{1,5}"),
                "endpoint",
                endpoint,
                "<host>:<port>");
        InvalidValue.require(setting.matches("[a-z][a-z0-9_]{0,63}"), "setting", setting, "one of " + Setting.names());
    }

    /** Of a whole upstream. */
    public static Key of(String upstream, Setting setting) {
        return new Key(upstream, "", setting.key());
    }

    /** Of one endpoint. */
    public static Key of(String upstream, String endpoint, Setting setting) {
        return new Key(upstream, endpoint, setting.key());
    }

    @Override
    public int compareTo(Key other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return upstream + (endpoint.isEmpty() ? " " : " " + endpoint + " ") + setting;
    }
}
