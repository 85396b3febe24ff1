package flotilla.node.http;

/**
 * One step of the request path. It lets the exchange go on with {@code next}, possibly later and from another event of
 * the same I/O thread, or ends it with {@link Exchange#fail}.
 */
public interface Stage {

    /** The name that the admin API lists. */
    String name();

    void handle(Exchange exchange, Next next);

    /** What comes behind a stage. */
    interface Next {
        void handle(Exchange exchange);
    }
}
