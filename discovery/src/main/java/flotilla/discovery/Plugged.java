package flotilla.discovery;

import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;

/** What plug-ins provide under names of their own, as a configuration asks for it. */
public final class Plugged {

    private Plugged() {}

    /**
     * What the provider of this name makes.
     *
     * @param kind in words, such as {@code stage}
     * @throws InvalidValue if there is none of that name, listing those there are, or what it says of its options
     */
    public static <P, T> T make(
            String kind, Class<P> port, Function<P, String> nameOf, String name, Function<P, T> maker) {
        var known = new TreeMap<String, P>();
        for (var provider : ServiceLoader.load(port)) {
            known.putIfAbsent(nameOf.apply(provider), provider);
        }
        var provider = known.get(name);
        if (provider == null) {
            var there = known.isEmpty()
                    ? "a plug-in's " + kind + "; there are none"
                    : "one of " + String.join(", ", known.keySet());
            throw new InvalidValue("name", name, there);
        }
        return made("name", name, kind, () -> maker.apply(provider));
    }

    /**
     * What somebody else's code makes. What it says of a value passes; whatever else it throws is told as a name that cannot be.
     *
     * @param component that the name stands in
     * @throws InvalidValue instead of what is thrown
     */
    public static <T> T made(String component, String name, String kind, Supplier<T> maker) {
        try {
            return maker.get();
        } catch (InvalidValue e) {
            throw e;
        } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError e) {
            throw new InvalidValue(component, name, "a " + kind + " that can be made; its plug-in says " + e);
        }
    }
}
