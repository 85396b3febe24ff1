package flotilla.discovery;

/** An entry of our own in a registry, so that clients find this node; kept alive until closed, and then taken out. */
public interface Registration extends AutoCloseable {

    /** Takes the entry out and waits, within a limit, until the registry has confirmed it. */
    @Override
    void close();
}
