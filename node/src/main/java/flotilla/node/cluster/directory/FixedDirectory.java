package flotilla.node.cluster.directory;

import flotilla.discovery.Address;
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

    @Override
    public boolean settled() {
        return true;
    }

    @Override
    public void close() {}
}
