package flotilla.discovery;

import java.io.IOException;
import java.net.URI;
import java.util.Set;
import java.util.function.Consumer;

/**
 * One text under a key of a registry, the same for all who share that registry, changed by compare-and-set.
 *
 * <p>Contract: events come one at a time, from any thread; trouble is an event, said once per reason, and never ends the
 * watch; after {@link #close()} returns no event comes any more. {@link #read} and {@link #replace} block, from any thread.
 */
public interface SharedText extends AutoCloseable {

    /** Begins to watch and returns at once; called once. */
    void start(Consumer<? super Event> listener);

    /**
     * What is there now, by the word of whoever decides what is there.
     *
     * @throws IOException naming whom it asked, if nobody can tell
     */
    Version read() throws IOException;

    /**
     * Puts a text in the place of that of a revision.
     *
     * @return whether that was done; if not, another one is there by now
     * @throws IOException if that cannot be told: it may or may not be done
     */
    boolean replace(String text, long revision) throws IOException;

    @Override
    void close();

    /**
     * A text as of one moment.
     *
     * @param revision a later one is higher, but may be much higher; 0: there is none
     */
    record Version(String text, long revision) {

        public static final Version NONE = new Version("", 0);
    }

    /** What a watch says. */
    sealed interface Event {

        /** This is there now. */
        record Found(Version version) implements Event {}

        /** The registry cannot be seen, or not be believed; what was found last stays in force. */
        record Stale(String reason) implements Event {}
    }

    /** Opens the registries of some URI schemes; found by {@link java.util.ServiceLoader}. */
    interface Provider {

        Set<String> schemes();

        /**
         * Checks the URI and the key, and makes a text that is not watched yet. Does no I/O.
         *
         * @throws InvalidValue if either is not one this provider understands, saying what it expected
         */
        SharedText openText(URI registry, String key, SourceContext context);
    }
}
