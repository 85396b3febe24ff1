package flotilla.node.cluster.tunnel;

import flotilla.discovery.Loop;
import flotilla.discovery.Time;
import flotilla.node.cluster.directory.MemberAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way between members through TLS 1.3, certificates on both sides, of which the members know nothing.
 *
 * <pre>
 *   machine A                                             machine B, 10.0.0.6
 *   member A --- 127.99.1.2:7443 --- TLS, over the net --- 10.0.0.6:7443 --- 127.40.5.6:7443 member B
 *                (what B goes by)                          (B's entrance)    (where B listens)
 * </pre>
 *
 * <p>Each member goes by a loopback address that follows from its real one ({@link LoopbackAddresses}); on every other
 * machine a {@link FarMember} listens there. The net sees the entrances alone. Members on one machine reach each other without
 * TLS, behind the address that the dialled one goes by: whoever can run a program there reaches the member anyway.
 */
public final class Tunnel implements Links {

    private static final Logger LOG = LoggerFactory.getLogger(Tunnel.class);
    private static final Duration SWEEP = Duration.ofMillis(250);

    private final InetSocketAddress own;
    private final Supplier<List<MemberAddress>> others;
    private final Predicate<InetAddress> ownMachine;
    private final Time time;
    private final Passages passages;
    private final CredentialFiles credentials;
    private final Dialler dialler;
    private final List<AutoCloseable> parts = new ArrayList<>();
    private final Map<InetSocketAddress, FarMember> far = new ConcurrentHashMap<>();
    private final Set<InetSocketAddress> neighbours = ConcurrentHashMap.newKeySet();
    private final Set<InetSocketAddress> clashes = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    private Tunnel(
            InetSocketAddress own,
            CredentialFiles credentials,
            Supplier<List<MemberAddress>> others,
            Time time,
            Predicate<InetAddress> ownMachine) {
        this.own = own;
        this.others = others;
        this.ownMachine = ownMachine;
        this.time = time;
        this.passages = new Passages(time);
        this.credentials = credentials;
        this.dialler = new Dialler(credentials::current);
    }

    /**
     * Opens the entrance of a member.
     *
     * @param own where the others reach it
     * @param node its id, which its certificate has to name
     * @param others asked again and again for where the others are
     * @throws IOException if a file or the port cannot be had, naming it
     */
    public static Tunnel open(
            InetSocketAddress own, String node, MemberTls files, Supplier<List<MemberAddress>> others, Time time)
            throws IOException {
        return open(own, node, files, others, time, Tunnel::isOfThisMachine);
    }

    /** @param ownMachine tells whether an address is of this machine, so that the tunnel is not needed */
    static Tunnel open(
            InetSocketAddress own,
            String node,
            MemberTls files,
            Supplier<List<MemberAddress>> others,
            Time time,
            Predicate<InetAddress> ownMachine)
            throws IOException {
        var tunnel = new Tunnel(own, CredentialFiles.open(files, node, time), others, time, ownMachine);
        try {
            tunnel.start();
            return tunnel;
        } catch (IOException e) {
            tunnel.close();
            throw e;
        }
    }

    private void start() throws IOException {
        var entrance = new Entrance(bind(), credentials::current, passages, time);
        parts.add(Door.open(own, time, entrance::visit));
        if (ownMachine.test(own.getAddress())) {
            parts.add(Door.open(known(), time, entrance::visitFromHere));
        }
        parts.add(Loop.start("tunnel sweeps", time, new Round(passages::sweep)));
        parts.add(Loop.start("tunnel looks", time, new Round(() -> look(others.get()))));
    }

    private static boolean isOfThisMachine(InetAddress address) {
        try {
            return address.isLoopbackAddress() || NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException e) {
            return false;
        }
    }

    /** Keeps a port for each of the others, and lets each that is not reached be asked. */
    private void look(List<MemberAddress> listed) {
        var there = listed.stream().map(MemberAddress::address).collect(Collectors.toSet());
        far.forEach((address, other) -> {
            if (!there.contains(address)) {
                other.close();
            }
        });
        far.keySet().retainAll(there);
        neighbours.retainAll(there);
        for (var member : listed) {
            if (ownMachine.test(member.address().getAddress())) {
                neighbours.add(member.address());
            } else if (!clashes(member)) {
                far.computeIfAbsent(member.address(), address -> new FarMember(member, dialler, passages, time))
                        .listedAs(member);
            }
        }
        far.values().forEach(closed ? FarMember::close : FarMember::look);
    }

    /** Whether an earlier one goes by the same loopback address. */
    private boolean clashes(MemberAddress member) {
        var taken = new HashSet<>(Set.of(bind(), known()));
        far.forEach((address, other) -> {
            if (!address.equals(member.address())) {
                taken.add(other.known());
            }
        });
        boolean clash = taken.contains(LoopbackAddresses.known(member.address()));
        if (clash && clashes.add(member.address())) {
            LOG.error(
                    "{} cannot be reached: another member goes by the same loopback address; give it another port",
                    member);
        }
        return clash;
    }

    @Override
    public InetSocketAddress bind() {
        return LoopbackAddresses.inner(own);
    }

    @Override
    public InetSocketAddress known() {
        return LoopbackAddresses.known(own);
    }

    @Override
    public List<InetSocketAddress> reach(List<MemberAddress> members) {
        return members.stream()
                .map(MemberAddress::address)
                .filter(address -> neighbours.contains(address) || isReachable(address))
                .map(LoopbackAddresses::known)
                .toList();
    }

    private boolean isReachable(InetSocketAddress address) {
        var member = far.get(address);
        return member != null && member.reachable();
    }

    @Override
    public String trouble() {
        return far.values().stream()
                .map(FarMember::trouble)
                .filter(trouble -> !trouble.isEmpty())
                .sorted()
                .collect(Collectors.joining("; "));
    }

    /** Connections there are now, both ways and those under way. */
    int connections() {
        return passages.size();
    }

    @Override
    public void close() {
        closed = true;
        for (var part : parts.reversed()) {
            try {
                part.close();
            } catch (Exception e) {
                LOG.debug("{} not closed", part, e);
            }
        }
        far.values().forEach(FarMember::close);
        passages.close();
        credentials.close();
    }

    /** Something done four times a second. */
    private record Round(Runnable work) implements Loop.Round {

        @Override
        public Duration run() {
            work.run();
            return SWEEP;
        }

        @Override
        public Duration failed(Throwable cause) {
            LOG.warn("the tunnel could not look after itself", cause);
            return SWEEP;
        }
    }
}
