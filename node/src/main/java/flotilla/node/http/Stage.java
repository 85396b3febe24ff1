package flotilla.node.http;

import java.util.Map;

/**
 * One step of the request path. It lets the exchange go on with {@code next}, possibly later and from another event of
 * the same I/O thread ({@link Pause}), or ends it with {@link Exchange#fail} or {@link Exchange#answer}.
 *
 * <p>Threads: it is called by every I/O thread at once, each with exchanges of its own, and must not block.
 */
public interface Stage {

    /** The name that the admin API lists. */
    String name();

    void handle(Exchange exchange, Next next);

    /**
     * It is needed no more: no request comes to it from now on, though some that it lets wait may be under way still. Called once,
     * by no I/O thread, so it may take a moment. A configuration that is only looked through makes stages and closes them again.
     */
    default void close() {}

    /** What comes behind a stage. */
    interface Next {
        void handle(Exchange exchange);
    }

    /** Makes stages of one name, for the routes that ask for them; found by {@link java.util.ServiceLoader}. */
    interface Provider {

        String name();

        /**
         * A stage for one route, which serves all its requests.
         *
         * @param options as they stand in the configuration
         * @throws flotilla.discovery.InvalidValue naming the option that cannot be
         */
        Stage create(Map<String, String> options);
    }
}
