package flotilla.node.cluster.tunnel;

import flotilla.node.cluster.directory.MemberAddress;
import java.net.InetSocketAddress;
import java.util.List;

/** No tunnel: whoever reaches the port is believed. */
record PlainLinks(InetSocketAddress own) implements Links {

    @Override
    public InetSocketAddress bind() {
        return own;
    }

    @Override
    public InetSocketAddress known() {
        return own;
    }

    @Override
    public List<InetSocketAddress> reach(List<MemberAddress> others) {
        return others.stream().map(MemberAddress::address).toList();
    }

    @Override
    public String trouble() {
        return "";
    }

    @Override
    public void close() {}
}
