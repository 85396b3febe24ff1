package flotilla.node.balance;

import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** What a pick asks of its request, set by hand; one for each thread. */
public final class FakeRequest implements Balancer.Request {

    private final SplittableRandom random;
    private final Set<LiveEndpoint> tried = new HashSet<>();
    private long hashKey;
    private long nanos = 1;

    public FakeRequest(long seed) {
        random = new SplittableRandom(seed);
    }

    /** The next request: a random key, nothing tried. */
    public FakeRequest next() {
        hashKey = random.nextLong();
        tried.clear();
        return this;
    }

    public FakeRequest key(long key) {
        hashKey = key;
        return this;
    }

    public FakeRequest tries(LiveEndpoint endpoint) {
        tried.add(endpoint);
        return this;
    }

    public FakeRequest at(long newNanos) {
        nanos = newNanos;
        return this;
    }

    @Override
    public long hashKey() {
        return hashKey;
    }

    @Override
    public boolean tried(LiveEndpoint endpoint) {
        return tried.contains(endpoint);
    }

    @Override
    public RandomGenerator random() {
        return random;
    }

    @Override
    public long nanos() {
        return nanos;
    }
}
