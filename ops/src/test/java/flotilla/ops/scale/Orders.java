package flotilla.ops.scale;

import java.time.Instant;

/** Orders for tests. */
final class Orders {

    private Orders() {}

    static Order of(String upstream, int wanted) {
        return new Order(
                "a/" + upstream + "/" + wanted,
                "a",
                upstream,
                wanted,
                3,
                1,
                20,
                Signal.IN_FLIGHT,
                "90.0 requests in flight",
                Instant.EPOCH);
    }
}
