package flotilla.node.cluster;

import flotilla.node.cluster.Message.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongFunction;

/** Messages of all kinds, with small and extreme values, from a seed. */
final class RandomMessages {

    private final SplittableRandom random;

    RandomMessages(long seed) {
        random = new SplittableRandom(seed);
    }

    Message next() {
        return switch (random.nextInt(6)) {
            case 0 ->
                new NodeReport(origin(), list(this::demand), list(this::load), list(this::demand), list(this::demand));
            case 1 -> verdicts(true);
            case 2 -> verdicts(false);
            case 3 -> new Bulletin(origin(), posting());
            case 4 ->
                new Readings(
                        origin(), list(key -> new Reading(key, number(), number(), "zahl ".repeat(random.nextInt(9)))));
            default -> new Message.Hello(origin());
        };
    }

    private Posting posting() {
        return new Posting(
                "pl\u00e4tze/" + random.nextInt(9), number(), random.nextLong(), "\u00e4 ".repeat(random.nextInt(99)));
    }

    private Verdicts verdicts(boolean whole) {
        return new Verdicts(
                origin(),
                whole,
                list(this::opinion),
                list(this::vote),
                list(key -> new RampAge(key, number())),
                Notice.of(random.nextInt(4)));
    }

    private Origin origin() {
        var node = new Member("node-" + random.nextInt(1000), 1 + number());
        return new Origin(node, 1 + number(), number());
    }

    private <T> List<T> list(LongFunction<T> item) {
        var list = new ArrayList<T>();
        random.longs(random.nextInt(20)).distinct().sorted().forEach(key -> list.add(item.apply(key)));
        return list;
    }

    private Demand demand(long key) {
        return new Demand(key, number());
    }

    private EndpointLoad load(long key) {
        return new EndpointLoad(key, count(), count(), random.nextInt(256));
    }

    private Opinion opinion(long key) {
        return new Opinion(
                key, random.nextBoolean(), count(), number(), number(), "gr\u00fcnde ".repeat(random.nextInt(9)));
    }

    private EjectionVote vote(long key) {
        return new EjectionVote(key, random.nextInt(1001), number(), number());
    }

    /** Of every size in bits alike. */
    private long number() {
        return random.nextLong() >>> random.nextInt(2, 64);
    }

    private int count() {
        return random.nextInt() >>> random.nextInt(1, 32);
    }
}
