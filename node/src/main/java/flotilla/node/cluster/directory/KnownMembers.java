package flotilla.node.cluster.directory;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import flotilla.discovery.Time;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What several directories list together, and what they listed lately. A member that is not listed any more stays for ten
 * minutes: when a network falls apart and a registry forgets the other side, both sides must still know where to look for
 * each other. A stale address costs a refused connection.
 */
public final class KnownMembers implements AutoCloseable {

    static final Duration REMEMBERED = Duration.ofMinutes(10);

    private static final int MOST = 1024;

    private final List<MemberDirectory> directories;
    private final Time time;

    @GuardedBy("this") private final Map<InetSocketAddress, Seen> seen = new HashMap<>();

    /** Under which name an address was listed, and when last. */
    private record Seen(MemberAddress member, long at) {}

    public KnownMembers(List<MemberDirectory> directories, Time time) {
        this.directories = List.copyOf(directories);
        this.time = time;
    }

    /** Enters this member wherever that can be done. */
    public void announce() {
        directories.forEach(MemberDirectory::announce);
    }

    /** Whether every directory knows us, so that waiting longer shows nobody more. */
    public boolean settled() {
        return directories.stream().allMatch(MemberDirectory::settled);
    }

    /** Everybody but the one at {@code own}; may look names up. */
    public List<MemberAddress> others(InetSocketAddress own) {
        var listed = directories.stream()
                .flatMap(directory -> directory.members().stream())
                .filter(member -> !member.address().equals(own))
                .toList();
        return remember(listed);
    }

    /** How many there should be, the one at {@code own} included: what the directory says that knows of most. */
    int expected(InetSocketAddress own) {
        return directories.stream()
                .mapToInt(directory -> directory.expected(own))
                .max()
                .orElse(0);
    }

    private synchronized List<MemberAddress> remember(List<MemberAddress> listed) {
        long now = time.nanos();
        seen.values().removeIf(one -> now - one.at > REMEMBERED.toNanos());
        for (var member : listed) {
            if (seen.size() < MOST || seen.containsKey(member.address())) {
                seen.put(member.address(), new Seen(member, now));
            }
        }
        return seen.values().stream().map(Seen::member).toList();
    }

    @Override
    public void close() {
        directories.forEach(MemberDirectory::close);
    }
}
