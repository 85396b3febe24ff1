package flotilla.discovery;

import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.concurrent.ThreadFactory;
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
        return made("name", name, kind, () -> maker.apply(provider(kind, port, nameOf, name)));
    }

    private static <P> P provider(String kind, Class<P> port, Function<P, String> nameOf, String name) {
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
        return provider;
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
        } catch (Exception | Error e) {
            requireContained(e);
            throw new InvalidValue(component, name, "a " + kind + " that can be made; its plug-in says " + e);
        }
    }

    /**
     * Throws on what is not the trouble of somebody else's code alone. An error of the JVM itself is everybody's, save for a stack
     * that overflowed, which is empty again by then.
     */
    public static void requireContained(Throwable thrown) {
        if (thrown instanceof VirtualMachineError broken && !(thrown instanceof StackOverflowError)) {
            throw broken;
        }
    }

    /**
     * Makes virtual threads that see the plug-ins which the calling thread sees now. Threads see by default what the one that
     * has them made sees, and one of the JVM's or of a library's sees none.
     */
    public static ThreadFactory threads(String name) {
        var plugins = Thread.currentThread().getContextClassLoader();
        var threads = Thread.ofVirtual().name(name).factory();
        return task -> {
            var thread = threads.newThread(task);
            thread.setContextClassLoader(plugins);
            return thread;
        };
    }
}
