package flotilla.discovery;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** An entry of our own in a registry, so that clients find this node; kept alive until closed, and then taken out. */
public interface Registration extends AutoCloseable {

    /** For how long those who ask the registry's DNS may keep an answer with this entry; empty while that is not known. */
    Optional<Duration> ttl();

    /** Ends and leaves the entry where it is, for another process that keeps it alive from now on. */
    void release();

    /** Takes the entry out and waits until the registry has confirmed it; whether or not it has, returns within this time. */
    void leave(Duration limit);

    /** The same within a few seconds. */
    @Override
    void close();

    /** Opens registrations by the scheme of the registry's URI; found by {@link java.util.ServiceLoader}. */
    interface Provider {

        Set<String> schemes();

        /**
         * Checks the URI, begins to register in the background and returns at once: a registry that is down is asked
         * again until it answers.
         *
         * @throws InvalidValue if the URI is not one this provider understands
         */
        Registration open(URI registry, ServiceEntry entry, SourceContext context);
    }
}
