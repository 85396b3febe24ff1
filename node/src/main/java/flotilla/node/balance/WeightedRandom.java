package flotilla.node.balance;

import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Any endpoint, in proportion to the weights. */
final class WeightedRandom implements Balancer {

    static final String NAME = "random";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Picker over(Rotation rotation) {
        if (rotation.size() == 0) {
            return request -> null;
        }
        var draws = new Draws(rotation);
        return request -> pick(draws, request);
    }

    private static @Nullable LiveEndpoint pick(Draws draws, Request request) {
        int index = draws.untried(request);
        return index < 0 ? null : draws.rotation().endpoint(index);
    }

    /** Weighted draws from a rotation that is not empty, without those that were tried. */
    static final class Draws {

        private static final int REDRAWS = 8;

        private final Rotation rotation;
        private final AliasTable table;

        Draws(Rotation rotation) {
            this.rotation = rotation;
            this.table = new AliasTable(rotation);
        }

        Rotation rotation() {
            return rotation;
        }

        /** An index by weight, or -1 if all were tried; after a few unlucky draws whoever is left, at random. */
        int untried(Request request) {
            var random = request.random();
            for (int i = 0; i < REDRAWS; i++) {
                int index = table.draw(random);
                if (!request.tried(rotation.endpoint(index))) {
                    return index;
                }
            }
            return untriedExcept(-1, random, request);
        }

        /** Any index but {@code excluded}, evenly, that was not tried; -1 if there is none. */
        int untriedExcept(int excluded, RandomGenerator random, Request request) {
            int size = rotation.size();
            int start = AliasTable.bounded(random.nextLong(), size);
            for (int i = 0; i < size; i++) {
                int index = start + i < size ? start + i : start + i - size;
                if (index != excluded && !request.tried(rotation.endpoint(index))) {
                    return index;
                }
            }
            return -1;
        }
    }
}
