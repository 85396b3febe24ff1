package flotilla.discovery;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/** Who understands which URI scheme. */
record Schemes<P>(Map<String, P> byScheme) {

    static <P> Schemes<P> of(List<P> providers, Function<P, Set<String>> schemes) {
        var found = new TreeMap<String, P>();
        for (var provider : providers) {
            for (var scheme : schemes.apply(provider)) {
                found.putIfAbsent(scheme, provider);
            }
        }
        return new Schemes<>(found);
    }

    P find(URI uri) {
        var scheme = Optional.ofNullable(uri.getScheme()).orElse("").toLowerCase(Locale.ROOT);
        var provider = byScheme.get(scheme);
        if (provider == null) {
            throw new InvalidValue(
                    "source", uri, "a URI with one of the schemes " + String.join(", ", byScheme.keySet()));
        }
        return provider;
    }
}
