package flotilla.ops.settings;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Documents as several nodes make them that hear each other now and then, from a seed. */
final class RandomDocuments {

    private static final List<Key> KEYS = List.of(
            Key.of("shop", Setting.ALGORITHM),
            Key.of("shop", Setting.MAX_CONNECTIONS),
            Key.of("shop", Setting.RATE),
            Key.of("shop", "10.0.0.1:80", Setting.WEIGHT),
            Key.of("shop", "10.0.0.1:80", Setting.DRAIN),
            Key.of("blog", "[::1]:80", Setting.WEIGHT));

    private final SplittableRandom random;

    RandomDocuments(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /** Some documents with a common past, none of which knows all of the others'. */
    List<Document> related(int count) {
        var documents = new Document[count];
        for (int i = 0; i < count; i++) {
            documents[i] = Document.EMPTY;
        }
        for (int step = random.nextInt(80); step > 0; step--) {
            int at = random.nextInt(count);
            documents[at] = random.nextInt(4) == 0
                    ? documents[at].merge(documents[random.nextInt(count)])
                    : changed(documents[at], "n" + at);
        }
        return List.of(documents);
    }

    private Document changed(Document document, String node) {
        var values = new HashMap<Key, String>();
        for (int i = random.nextInt(1, 3); i > 0; i--) {
            var key = KEYS.get(random.nextInt(KEYS.size()));
            values.put(key, random.nextInt(3) == 0 ? "" : value(key));
        }
        // Clocks that are apart by more than changes are.
        long wall = 1_000_000L + random.nextInt(50);
        var stamp = document.latest().stamp().next(wall, node);
        return document.with(Map.copyOf(values), new Signature(stamp, Instant.ofEpochMilli(wall), "me", "why not"));
    }

    private String value(Key key) {
        return switch (Setting.of(key).orElseThrow()) {
            case ALGORITHM -> random.nextBoolean() ? "random" : "round_robin";
            case MAX_CONNECTIONS, WEIGHT -> String.valueOf(random.nextInt(1, 9));
            case RATE -> random.nextBoolean() ? "off" : "600/m";
            case DRAIN, EJECT -> "true";
        };
    }
}
