package flotilla.node.balance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConsistentHashTest extends BalancerContract {

    private static final int KEYS = 50_000;

    @Override
    Balancer balancer() {
        return new ConsistentHash(1.25);
    }

    /**
     * Slots are drawn as well as keys: a count's variance is that of {@code picks} draws from a table that is itself
     * SLOTS draws, {@code 1 + picks / SLOTS} times that of the picks alone.
     */
    @Override
    double variance(int picks) {
        return 1 + (double) picks / SlotTable.SLOTS;
    }

    /** The share removed is 1/N, off by its spread of sqrt(1 / (N * SLOTS)) over the table: 12 % at N = 1000. */
    @ParameterizedTest
    @ValueSource(ints = {3, 10, 100, 1000})
    void movesOnlyTheKeysOfWhoLeaves(int size) {
        var rotation = Rotations.of(Rotations.endpoints(size));
        var left = rotation.endpoint(size / 2);

        var before = owners(rotation);
        var after = owners(Rotations.without(rotation, size / 2));

        int moved = 0;
        for (int i = 0; i < KEYS; i++) {
            if (before.get(i) != after.get(i)) {
                assertThat(before.get(i)).isSameAs(left);
                moved++;
            }
        }
        assertThat(moved).isPositive().isLessThan(2 * KEYS / size);
    }

    @Test
    void movesKeysOnlyTowardsWhoGainsWeight() {
        var endpoints = Rotations.endpoints(10);
        var before = owners(new Rotation(endpoints, new int[] {1, 1, 1, 1, 1, 1, 1, 1, 1, 1}));
        var after = owners(new Rotation(endpoints, new int[] {1, 1, 1, 2, 1, 1, 1, 1, 1, 1}));

        int moved = 0;
        for (int i = 0; i < KEYS; i++) {
            if (before.get(i) != after.get(i)) {
                assertThat(after.get(i)).isSameAs(endpoints.get(3));
                moved++;
            }
        }
        // From 1/10 of the keys to 2/11.
        assertThat(moved).isBetween(KEYS / 14, KEYS / 10);
    }

    @Test
    void doesNotDependOnTheOrderOfTheRotation() {
        var endpoints = Rotations.endpoints(20);

        assertThat(owners(Rotations.of(endpoints.reversed()))).isEqualTo(owners(Rotations.of(endpoints)));
    }

    @Test
    void holdsTheLoadBoundForOneHotKey() {
        var rotation = Rotations.weighing(1, 1, 2, 1, 1, 1, 1, 1, 1, 2);
        var picker = balancer().over(rotation);
        var request = new FakeRequest(seed).key(42);

        for (int inFlight = 0; inFlight < 1_000; inFlight++) {
            Objects.requireNonNull(picker.pick(request)).lease();
            for (int i = 0; i < rotation.size(); i++) {
                double share = (double) rotation.weight(i) / rotation.totalWeight();
                assertThat(rotation.endpoint(i).inFlight())
                        .isLessThanOrEqualTo((int) Math.ceil(1.25 * (inFlight + 1) * share));
            }
        }
    }

    @Test
    void bringsAKeyBackOnceItsOwnerHasRoom() {
        var picker = balancer().over(Rotations.of(Rotations.endpoints(5)));
        var request = new FakeRequest(seed).key(42);
        var owner = Objects.requireNonNull(picker.pick(request));
        LeastRequestsTest.load(owner, 10);

        assertThat(picker.pick(request)).isNotNull().isNotSameAs(owner);

        for (int i = 0; i < 10; i++) {
            owner.release(false);
        }
        assertThat(picker.pick(request)).isSameAs(owner);
    }

    @Test
    void followsTheKeyAloneWithoutABound() {
        var picker = new ConsistentHash(0).over(Rotations.of(Rotations.endpoints(5)));
        var request = new FakeRequest(seed).key(42);
        var owner = Objects.requireNonNull(picker.pick(request));
        LeastRequestsTest.load(owner, 10);

        assertThat(picker.pick(request)).isSameAs(owner);
    }

    @Test
    void boundsTheLoadOfManyEndpointsByACountThatIsRenewed() {
        var rotation = Rotations.of(Rotations.endpoints(100));
        var picker = balancer().over(rotation);
        var request = new FakeRequest(seed).key(42);

        for (int i = 0; i < 10_000; i++) {
            Objects.requireNonNull(picker.pick(request.at(i * 1_000_000L))).lease();
        }

        assertThat(rotation.endpoints()).allMatch(e -> e.inFlight() <= 125);
    }

    private List<LiveEndpoint> owners(Rotation rotation) {
        var picker = balancer().over(rotation);
        var request = new FakeRequest(1);
        var owners = new ArrayList<LiveEndpoint>(KEYS);
        for (int i = 0; i < KEYS; i++) {
            owners.add(Objects.requireNonNull(picker.pick(request.next())));
        }
        return owners;
    }
}
