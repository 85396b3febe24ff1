package flotilla.node.cluster.tunnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flotilla.discovery.FreePorts;
import flotilla.discovery.Time;
import flotilla.node.cluster.directory.MemberAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two ends of a tunnel, with an echo in place of the member behind one of them. */
class TunnelTest {

    @TempDir
    private Path directory;

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private Authority authority;
    private InetSocketAddress a;
    private InetSocketAddress b;

    @BeforeEach
    void addresses() throws Exception {
        authority = Authority.make(directory);
        a = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), FreePorts.next());
        b = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), FreePorts.next());
    }

    @AfterEach
    void closeAll() throws Exception {
        for (var one : open) {
            one.close();
        }
    }

    private Tunnel tunnel(InetSocketAddress own, String node, MemberTls files, InetSocketAddress... others)
            throws IOException {
        var listed = Arrays.stream(others)
                .map(other -> new MemberAddress(other.equals(a) ? "a" : "b", other))
                .toList();
        var tunnel = Tunnel.open(own, node, files, () -> listed, Time.system(), address -> false);
        open.push(tunnel);
        return tunnel;
    }

    /** The member behind a tunnel: sends back what it gets. */
    private ServerSocket echo(Tunnel tunnel) throws IOException {
        var listener = new ServerSocket();
        listener.bind(tunnel.bind());
        open.push(listener);
        Thread.ofVirtual().start(() -> {
            while (!listener.isClosed()) {
                try {
                    var socket = listener.accept();
                    Thread.ofVirtual().start(() -> sendBack(socket));
                } catch (IOException e) {
                    return;
                }
            }
        });
        return listener;
    }

    private static void sendBack(Socket socket) {
        try (socket) {
            socket.getInputStream().transferTo(socket.getOutputStream());
        } catch (IOException e) {
            // The other side went.
        }
    }

    /** A connection from a's machine to the member at b. */
    private static Socket dial(Tunnel from, InetSocketAddress to) throws IOException {
        var known = LoopbackAddresses.known(to);
        assertThat(from.reach(List.of(new MemberAddress("b", to)))).containsExactly(known);
        var socket = new Socket(known.getAddress(), known.getPort());
        socket.setSoTimeout(60_000);
        return socket;
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within a minute: " + what);
            }
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    private static boolean reaches(Tunnel from, InetSocketAddress to) {
        return !from.reach(List.of(new MemberAddress("b", to))).isEmpty();
    }

    @Test
    void carriesEveryByteBothWaysAndTheEndAsWell() throws Exception {
        var from = tunnel(a, "a", authority.member("a"), b);
        echo(tunnel(b, "b", authority.member("b"), a));
        await("b reached", () -> reaches(from, b));
        var sent = new byte[3_000_000];
        new Random(3).nextBytes(sent);

        try (var socket = dial(from, b)) {
            Thread.ofVirtual().start(() -> {
                try {
                    socket.getOutputStream().write(sent);
                    socket.shutdownOutput();
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });

            assertThat(socket.getInputStream().readAllBytes()).isEqualTo(sent);
        }
        await("nothing is left open", () -> from.connections() == 0);
    }

    @Test
    void aMemberThatIsNotThereRefusesAtOnceAndIsReachedOnceItIs() throws Exception {
        var from = tunnel(a, "a", authority.member("a"), b);
        await("b looked for", () -> from.trouble().contains("refused"));
        var known = LoopbackAddresses.known(b);

        assertThatThrownBy(() -> new Socket(known.getAddress(), known.getPort()))
                .hasMessageContaining("refused");
        assertThat(reaches(from, b)).isFalse();
        var there = tunnel(b, "b", authority.member("b"), a);
        echo(there);

        await("b reached", () -> reaches(from, b));
        there.close();
        try (var socket = new Socket(known.getAddress(), known.getPort())) {
            requireEnd(socket);
        }
        await("b missed", () -> !reaches(from, b));
    }

    /** It ends within the three seconds of a handshake and what a loaded machine adds, perhaps after a word of TLS on why. */
    private static void requireEnd(Socket socket) throws IOException {
        socket.setSoTimeout(20_000);
        try {
            assertThat(socket.getInputStream().readAllBytes().length).isLessThan(1_000);
        } catch (SocketException e) {
            assertThat(e).hasMessageContaining("reset");
        }
    }

    @Test
    void nobodyComesInWithoutACertificateOfTheAuthorityThatIsValidNow() throws Exception {
        var elsewhere = Authority.make(directory.resolve("elsewhere"));
        var there = tunnel(b, "b", authority.member("b"), a);
        echo(there);
        var foreign = elsewhere.member("a");
        var files = new MemberTls(directory.resolve("ca.pem"), foreign.certificate(), foreign.key());

        var stranger = tunnel(a, "a", files, b);
        await("the stranger turned away", () -> stranger.trouble().contains("b (127.0.0.1"));
        assertThat(reaches(stranger, b)).isFalse();
        stranger.close();
        var expired = tunnel(a, "a", authority.member("a", Instant.now().minusSeconds(60)), b);
        await("the expired one turned away", () -> expired.trouble().contains("b (127.0.0.1"));
        assertThat(reaches(expired, b)).isFalse();
        expired.close();

        var right = tunnel(a, "a", authority.member("a"), b);
        await("the right one let in", () -> reaches(right, b));
    }

    @Test
    void theOneReachedHasToBeTheOneThatWasMeant() throws Exception {
        tunnel(b, "c", authority.member("c"), a);

        var from = tunnel(a, "a", authority.member("a"), b);

        await("it found out", () -> from.trouble().contains("its certificate names c (expected: b)"));
        assertThat(reaches(from, b)).isFalse();
    }

    @Test
    void garbageAndSilenceTakeNothingFromTheOthersAndAreCut() throws Exception {
        var from = tunnel(a, "a", authority.member("a"), b);
        var there = tunnel(b, "b", authority.member("b"), a);
        echo(there);
        await("b reached", () -> reaches(from, b));

        try (var good = dial(from, b)) {
            requireEcho(good);
            var garbage = new byte[100_000];
            new Random(4).nextBytes(garbage);
            var strangers = new ArrayDeque<Socket>();
            for (int i = 0; i < 60; i++) {
                var stranger = new Socket(b.getAddress(), b.getPort());
                strangers.add(stranger);
                if (i % 2 == 0) {
                    sendAnyway(stranger, garbage);
                }
            }
            requireEcho(good);
            await("the silent cut", () -> there.connections() <= 1);
            for (var stranger : strangers) {
                requireEnd(stranger);
                stranger.close();
            }
            requireEcho(good);
        }
        try (var later = dial(from, b)) {
            requireEcho(later);
        }
    }

    private static void sendAnyway(Socket socket, byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException e) {
            // Cut already: that is what it should be.
        }
    }

    private static void requireEcho(Socket socket) throws IOException {
        socket.getOutputStream().write(7);
        assertThat(socket.getInputStream().read()).isEqualTo(7);
    }

    @Test
    void aNewCertificateCountsWithoutARestartAndAWrongOneChangesNothing() throws Exception {
        var from = tunnel(a, "a", authority.member("a", Instant.now().minusSeconds(60)), b);
        var there = tunnel(b, "b", authority.member("b"), a);
        echo(there);
        await("turned away", () -> from.trouble().contains("b (127.0.0.1"));

        authority.member("a");
        await("the new one taken", () -> reaches(from, b));
        try (var before = dial(from, b)) {
            requireEcho(before);
            Files.writeString(directory.resolve("a.pem.next"), "no certificate");
            Files.move(
                    directory.resolve("a.pem.next"), directory.resolve("a.pem"), StandardCopyOption.REPLACE_EXISTING);
            requireEcho(before);
        }
        try (var after = dial(from, b)) {
            requireEcho(after);
        }
    }

    @Test
    void startsOnlyWithFilesThatFitTogether() throws Exception {
        var files = authority.member("a");
        var other = authority.member("b");

        assertThatThrownBy(() -> tunnel(a, "x", files)).hasMessageContaining("names a (expected: x, this node's id)");
        assertThatThrownBy(() -> tunnel(a, "a", new MemberTls(files.ca(), files.certificate(), other.key())))
                .hasMessageContaining("b.key: not the key of");
        assertThatThrownBy(() -> tunnel(a, "a", new MemberTls(Path.of("none.pem"), files.certificate(), files.key())))
                .hasMessageContaining("none.pem: no such file");
    }

    @Test
    void membersOfOneMachineMeetBehindTheAddressTheyGoBy() throws Exception {
        var files = authority.member("b");
        var there = Tunnel.open(b, "b", files, List::of, Time.system());
        open.push(there);
        echo(there);
        var from = Tunnel.open(a, "a", authority.member("a"), () -> List.of(new MemberAddress("b", b)), Time.system());
        open.push(from);
        await("b is a neighbour", () -> reaches(from, b));

        try (var socket = dial(from, b)) {
            requireEcho(socket);
        }
    }

    @Test
    void loopbackAddressesFollowFromRealOnesAndDiffer() throws Exception {
        var one = new InetSocketAddress(InetAddress.ofLiteral("10.0.0.5"), 7443);
        var same = new InetSocketAddress(InetAddress.getByAddress("name", new byte[] {10, 0, 0, 5}), 7443);
        var two = new InetSocketAddress(InetAddress.ofLiteral("10.0.0.6"), 7443);

        assertThat(LoopbackAddresses.known(one)).isEqualTo(LoopbackAddresses.known(same));
        assertThat(LoopbackAddresses.known(one)).isNotEqualTo(LoopbackAddresses.known(two));
        assertThat(LoopbackAddresses.known(one)).isNotEqualTo(LoopbackAddresses.inner(one));
        assertThat(LoopbackAddresses.known(one).getAddress().isLoopbackAddress())
                .isTrue();
        assertThat(LoopbackAddresses.known(one).getPort()).isEqualTo(7443);
    }
}
