package flotilla.node.cluster.directory;

import java.net.InetSocketAddress;
import java.util.List;

/** A place that lists where the members of a cluster are. Asked by any thread; answers from memory, or nearly so. */
public interface MemberDirectory extends AutoCloseable {

    /** Tells the others where this member is, in the background, if this is a place where one can; again changes nothing. */
    void announce();

    /** All that are listed, this member perhaps among them; while the place cannot be seen, those seen last. */
    List<MemberAddress> members();

    /**
     * How many members there should be, the one at {@code own} included; while the place cannot be seen, as it said last. One
     * that is listed and known to be dead does not count, one that has left is not listed.
     */
    int expected(InetSocketAddress own);

    /** Whether {@link #members} is worth using yet: before the others could see us, we may not see them. */
    boolean settled();

    /** Takes this member out, and waits for it within a limit. */
    @Override
    void close();
}
