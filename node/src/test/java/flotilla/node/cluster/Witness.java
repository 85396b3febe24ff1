package flotilla.node.cluster;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** A listener that keeps all it hears, and waits for it. */
public final class Witness implements Cluster.Listener {

    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final Cluster cluster;
    private final List<byte[]> received = new CopyOnWriteArrayList<>();
    private final List<Member> joined = new CopyOnWriteArrayList<>();
    private final Set<Member> left = ConcurrentHashMap.newKeySet();
    private final AtomicInteger calls = new AtomicInteger();
    private volatile boolean overlapped;
    private volatile Consumer<Member> onJoined = member -> {};

    private Witness(Cluster cluster) {
        this.cluster = cluster;
    }

    /** Joins with a witness as the listener. */
    public static Witness join(Cluster cluster) {
        var witness = new Witness(cluster);
        cluster.join(witness);
        return witness;
    }

    public Cluster cluster() {
        return cluster;
    }

    /** Does this for each member that joins. */
    public void onJoined(Consumer<Member> action) {
        onJoined = action;
    }

    public List<byte[]> received() {
        return received;
    }

    public List<Member> joined() {
        return joined;
    }

    public Set<Member> left() {
        return left;
    }

    public boolean calledByTwoAtOnce() {
        return overlapped;
    }

    /** Waits until exactly these nodes are the others. */
    public void awaitMembers(String... nodes) throws InterruptedException {
        await("members " + List.of(nodes), () -> members().equals(new TreeSet<>(List.of(nodes))));
    }

    private Set<String> members() {
        return new TreeSet<>(cluster.members().stream().map(Member::node).toList());
    }

    /** Waits until it holds; fails with all that is known otherwise. */
    public void await(String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("no " + what + " within " + LIMIT.toSeconds() + " s; " + cluster.state()
                        + ", members " + cluster.members() + ", joined " + joined + ", left " + left + ", "
                        + received.size() + " messages");
            }
            TimeUnit.MILLISECONDS.sleep(5);
        }
    }

    @Override
    public void received(byte[] message) {
        call(() -> received.add(message));
    }

    @Override
    public void joined(Member member) {
        call(() -> {
            joined.add(member);
            onJoined.accept(member);
        });
    }

    @Override
    public void left(Member member) {
        call(() -> left.add(member));
    }

    private void call(Runnable event) {
        overlapped |= calls.incrementAndGet() > 1;
        event.run();
        calls.decrementAndGet();
    }
}
