package flotilla.ops.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** The spelling of keys: Java's for components, snake_case for files, and what a misspelt one may have meant. */
final class Names {

    private Names() {}

    /** {@code maxHeaderBytes} as {@code max_header_bytes}. */
    static String snake(String component) {
        var snake = new StringBuilder();
        for (int i = 0; i < component.length(); i++) {
            char c = component.charAt(i);
            if (Character.isUpperCase(c)) {
                snake.append('_');
            }
            snake.append(Character.toLowerCase(c));
        }
        return snake.toString();
    }

    /** The known name nearest to {@code wrong}, if it is near enough to be meant. */
    static Optional<String> nearest(String wrong, Collection<String> known) {
        var plain = wrong.toLowerCase(Locale.ROOT).replace('-', '_');
        int limit = Math.max(1, Math.min(3, wrong.length() / 3));
        return known.stream()
                .filter(name -> distance(plain, name) <= limit)
                .min(Comparator.comparingInt((String name) -> distance(plain, name))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** Edits from one name to another: letters put in, left out, replaced, or two neighbours changed over. */
    private static int distance(String a, String b) {
        var edits = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    edits[i][j] = i + j;
                    continue;
                }
                int same = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                int shorter = Math.min(edits[i - 1][j], edits[i][j - 1]) + 1;
                edits[i][j] = Math.min(edits[i - 1][j - 1] + same, shorter);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    edits[i][j] = Math.min(edits[i][j], edits[i - 2][j - 2] + 1);
                }
            }
        }
        return edits[a.length()][b.length()];
    }
}
