package flotilla.node.cluster.directory;

import flotilla.discovery.Address;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.util.List;

/** Members as they were written down; a name stands for all its addresses. */
public final class FixedDirectory implements MemberDirectory {

    private final List<Address> members;
    private final Resolved resolved;

    public FixedDirectory(List<Address> members, HostLookup lookup) {
        this.members = List.copyOf(members);
        this.resolved = new Resolved(lookup);
    }

    @Override
    public void announce() {}

    @Override
    public List<MemberAddress> members() {
        return members.stream()
                .flatMap(member -> resolved.members(member.host(), member.host(), member.port()).stream())
                .toList();
    }

    /** All that are written down, dead or alive: nobody can tell. A name may have addresses of two families. */
    @Override
    public int expected(InetSocketAddress own) {
        boolean four = own.getAddress() instanceof Inet4Address;
        long others = members().stream()
                .map(MemberAddress::address)
                .filter(address -> address.getAddress() instanceof Inet4Address == four)
                .filter(address -> !address.equals(own))
                .distinct()
                .count();
        return 1 + (int) others;
    }

    @Override
    public boolean settled() {
        return true;
    }

    @Override
    public void close() {}
}
