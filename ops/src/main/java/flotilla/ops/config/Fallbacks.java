package flotilla.ops.config;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** Checks that fallbacks are upstreams of the file, and that none leads back to where it began. */
final class Fallbacks {

    private final Layout layout;
    private final Problems problems;

    Fallbacks(Layout layout, Problems problems) {
        this.layout = layout;
        this.problems = problems;
    }

    void check() {
        layout.upstreams()
                .forEach((name, upstream) ->
                        upstream.fallback().ifPresent(other -> check(name, "upstreams." + name + ".fallback", other)));
        layout.consul().announced().fallback().ifPresent(other -> known("consul.announced.fallback", other));
    }

    private void check(String name, String path, String other) {
        if (known(path, other) && chain(name).contains(name)) {
            problems.expected(path, other, "an upstream from which no fallback leads back to " + name);
        }
    }

    private boolean known(String path, String other) {
        if (layout.upstreams().containsKey(other) || problems.knows("upstreams." + other)) {
            return true;
        }
        var hint = Names.nearest(other, layout.upstreams().keySet())
                .map(name -> "; did you mean " + name + "?")
                .orElse(": " + String.join(", ", layout.upstreams().keySet()));
        problems.expected(path, other, "the name of an upstream" + hint);
        return false;
    }

    /** Where requests would go one after another if each fallback's own were asked as well. */
    private Set<String> chain(String first) {
        var chain = new LinkedHashSet<String>();
        var next = fallback(first);
        while (next.isPresent() && chain.add(next.get())) {
            next = fallback(next.get());
        }
        return chain;
    }

    private Optional<String> fallback(String name) {
        var upstream = layout.upstreams().get(name);
        return upstream == null ? Optional.empty() : upstream.fallback();
    }
}
