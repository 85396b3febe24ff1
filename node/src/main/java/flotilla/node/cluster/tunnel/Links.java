package flotilla.node.cluster.tunnel;

import flotilla.node.cluster.directory.MemberAddress;
import java.net.InetSocketAddress;
import java.util.List;

/** How the members of a cluster reach each other. */
public interface Links extends AutoCloseable {

    /** Where this member listens. */
    InetSocketAddress bind();

    /** The address this member goes by among the others. */
    InetSocketAddress known();

    /** The addresses by which these members go and can be dialled. */
    List<InetSocketAddress> reach(List<MemberAddress> others);

    /** What is in the way, or empty. */
    String trouble();

    @Override
    void close();

    /** Members that dial each other as they are. */
    static Links plain(InetSocketAddress own) {
        return new PlainLinks(own);
    }
}
