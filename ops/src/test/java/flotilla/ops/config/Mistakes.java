package flotilla.ops.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The table of mistakes: what may be wrong in a file, and what is said of it. */
public final class Mistakes {

    /** A file that is right. */
    public static final String RIGHT = """
            version: 1
            threads: 2
            listeners:
              web: { bind: 127.0.0.1:8080 }
            upstreams:
              shop: { source: 'fixed:127.0.0.1:81', balance: round_robin }
            routes:
              - { host: shop.example, upstream: shop }""";

    private Mistakes() {}

    /**
     * One line of the file above is another.
     *
     * @param line from 1 on
     * @param text in its place
     * @param message place, value and expectation
     */
    public record Mistake(int line, String text, String message) {

        /** The file with it. */
        public String file() {
            var lines = new ArrayList<>(RIGHT.lines().toList());
            lines.set(line - 1, text);
            return String.join("\n", lines);
        }
    }

    public static List<Mistake> all() throws IOException {
        try (var table = requireNonNull(Mistakes.class.getResourceAsStream("mistakes.txt"))) {
            var lines = new String(table.readAllBytes(), UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
            var mistakes = new ArrayList<Mistake>();
            for (int i = 0; i < lines.size(); i += 2) {
                var parts = lines.get(i).split("> ", 2);
                mistakes.add(new Mistake(
                        Integer.parseInt(parts[0]),
                        parts[1].replace("\\n", "\n"),
                        lines.get(i + 1).strip()));
            }
            return mistakes;
        }
    }
}
