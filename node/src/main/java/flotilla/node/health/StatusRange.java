package flotilla.node.health;

import flotilla.discovery.InvalidValue;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** A set of HTTP statuses, written as in {@code 200-299,304}. */
public record StatusRange(List<Span> spans) {

    private static final String EXPECTED = "statuses from 100 to 599, such as 200 or 200-299,304";

    /** From {@code first} to {@code last}, both included. */
    public record Span(int first, int last) {

        public Span {
            InvalidValue.require(first >= 100 && last <= 599 && first <= last, "status", first + "-" + last, EXPECTED);
        }

        @Override
        public String toString() {
            return first == last ? "" + first : first + "-" + last;
        }
    }

    public StatusRange {
        InvalidValue.require(!spans.isEmpty(), "status", "\"\"", EXPECTED);
        spans = List.copyOf(spans);
    }

    /**
     * Reads the written form.
     *
     * @throws InvalidValue if it is none
     */
    public static StatusRange of(String text) {
        InvalidValue.require(text.matches("\\d{3}(-\\d{3})?(,\\d{3}(-\\d{3})?)*"), "status", text, EXPECTED);
        return new StatusRange(Arrays.stream(text.split(","))
                .map(part -> new Span(
                        Integer.parseInt(part.substring(0, 3)), Integer.parseInt(part.substring(part.length() - 3))))
                .toList());
    }

    public boolean contains(int status) {
        return spans.stream().anyMatch(span -> span.first <= status && status <= span.last);
    }

    @Override
    public String toString() {
        return spans.stream().map(Span::toString).collect(Collectors.joining(","));
    }
}
