package flotilla.node.sticky;

/**
 * The keys of one source, which may be replaced while the node runs; all upstreams that name the source hold the same ring.
 *
 * <p>Threads: any. Who replaces the keys tells the table's keeper afterwards, so that the next table is made with them.
 */
public final class KeyRing {

    private final String source;
    private volatile SigningKeys current;

    private KeyRing(String source, SigningKeys current) {
        this.source = source;
        this.current = current;
    }

    /** Keys that whoever has the source has too. */
    public static KeyRing of(String source, SigningKeys keys) {
        return new KeyRing(source, keys);
    }

    /** Keys that no other node has, and nobody after a restart. */
    public static KeyRing drawn(SigningKeys keys) {
        return new KeyRing("", keys);
    }

    /** Where the keys come from; empty if they were drawn. */
    public String source() {
        return source;
    }

    public SigningKeys current() {
        return current;
    }

    public void replace(SigningKeys newer) {
        current = newer;
    }

    @Override
    public String toString() {
        return (source.isEmpty() ? "drawn " : source + " ") + current;
    }
}
