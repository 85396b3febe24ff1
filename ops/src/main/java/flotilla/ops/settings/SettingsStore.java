package flotilla.ops.settings;

import java.io.IOException;
import java.util.function.Consumer;

/**
 * Where settings are kept, so that they survive a restart. A document takes the place of the one it was made from, and of
 * no other: of two that are made from the same one, one is refused.
 *
 * <p>Contract, held by {@code SettingsStoreContract}: events come one at a time, from any thread, none after {@link
 * #close()}; what cannot be read is an event that says why, and changes nothing. {@link #read} and {@link #replace} block.
 */
public interface SettingsStore extends AutoCloseable {

    /** Begins to tell what is kept; called once. What is known at once comes before it returns. */
    void start(Consumer<? super Event> listener);

    /**
     * What is kept now.
     *
     * @throws IOException if that cannot be told, or not be read, naming the place
     */
    Kept read() throws IOException;

    /**
     * Keeps a document in the place of that of a revision.
     *
     * @return whether that was done; if not, another one is kept by now
     * @throws IOException naming the place, if that cannot be told: it may or may not be done
     */
    boolean replace(Document document, long revision) throws IOException;

    /** Whether all nodes of the fleet keep the one document in the one place, so that what is there is the truth. */
    boolean shared();

    /** Whether what is kept survives a restart. */
    boolean durable();

    /** The place, in words that name it; for a shared one, the same on all nodes. */
    String place();

    @Override
    void close();

    /**
     * A document as it is kept.
     *
     * @param revision a later one is higher; 0: nothing was ever kept here
     */
    record Kept(Document document, long revision) {

        static final Kept NOTHING = new Kept(Document.EMPTY, 0);
    }

    /** What a store says. */
    sealed interface Event {

        /** This is kept now. */
        record Found(Kept kept) implements Event {}

        /** The place cannot be reached, or what is there cannot be read. */
        record Trouble(String reason) implements Event {}
    }
}
