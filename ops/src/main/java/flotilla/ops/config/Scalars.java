package flotilla.ops.config;

import flotilla.discovery.InvalidValue;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Values written as text: numbers, durations such as {@code 250ms}, sizes such as {@code 64KiB}. */
public final class Scalars {

    private static final Pattern DURATION = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,6})?)(ms|s|m|h|d)");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,12})(KiB|MiB|GiB)?");

    /** More choices than this are not all named in an error. */
    private static final int MANY = 8;

    private Scalars() {}

    /** Reads {@code text} as a component called {@code name} of type {@code type}. */
    static Object parse(String name, Class<?> type, String text) {
        if (type == String.class) {
            return text;
        } else if (type == boolean.class) {
            return parseBoolean(name, text);
        } else if (type == int.class || type == Integer.class) {
            return (int) number(name, text, Integer.MAX_VALUE);
        } else if (type == long.class) {
            return number(name, text, Long.MAX_VALUE);
        } else if (type == double.class) {
            return parseDouble(name, text);
        } else if (type == Duration.class) {
            return duration(name, text);
        } else if (type == URI.class) {
            return uri(name, text);
        } else if (type == Path.class) {
            return path(name, text);
        } else if (type.isEnum()) {
            return constant(name, type, text);
        }
        throw new IllegalArgumentException("no way to write a " + type + " in a file");
    }

    /** A duration with its unit; 0 needs none. */
    public static Duration duration(String name, String text) {
        var match = DURATION.matcher(text);
        if (text.equals("0")) {
            return Duration.ZERO;
        }
        InvalidValue.require(match.matches(), name, text, "a duration such as 250ms, 5s, 1m or 2h");
        double unit = switch (match.group(2)) {
            case "ms" -> 1e6;
            case "s" -> 1e9;
            case "m" -> 60e9;
            case "h" -> 3600e9;
            default -> 86_400e9;
        };
        return Duration.ofNanos(Math.round(Double.parseDouble(match.group(1)) * unit));
    }

    /** Bytes, with or without a unit. */
    static long size(String name, String text) {
        var match = SIZE.matcher(text);
        InvalidValue.require(match.matches(), name, text, "a size such as 65536, 64KiB, 10MiB or 1GiB");
        int shift = switch (match.group(2)) {
            case null -> 0;
            case "KiB" -> 10;
            case "MiB" -> 20;
            default -> 30;
        };
        long number = Long.parseLong(match.group(1));
        InvalidValue.require(number <= Long.MAX_VALUE >> shift, name, text, "a size below 8 EiB");
        return number << shift;
    }

    /** Whether a component of this name holds bytes. */
    private static boolean isSize(String name) {
        return name.endsWith("Bytes") || name.endsWith("Body") || name.equals("size");
    }

    private static long number(String name, String text, long max) {
        if (isSize(name) && !text.startsWith("-")) {
            long size = size(name, text);
            InvalidValue.require(size <= max, name, text, "at most " + max);
            return size;
        }
        InvalidValue.require(text.matches("-?\\d{1,18}"), name, text, "a whole number");
        long number = Long.parseLong(text);
        InvalidValue.require(Math.abs(number) <= max, name, text, "a whole number up to " + max);
        return number;
    }

    private static boolean parseBoolean(String name, String text) {
        InvalidValue.require(text.equals("true") || text.equals("false"), name, text, "true or false");
        return text.equals("true");
    }

    private static double parseDouble(String name, String text) {
        InvalidValue.require(text.matches("-?\\d{1,15}(\\.\\d{1,15})?"), name, text, "a number");
        return Double.parseDouble(text);
    }

    private static URI uri(String name, String text) {
        try {
            var uri = new URI(text);
            InvalidValue.require(uri.isAbsolute(), name, text, "a URI such as consul://shop or fixed:10.0.0.1:80");
            return uri;
        } catch (URISyntaxException _) {
            throw new InvalidValue(name, text, "a URI such as consul://shop or fixed:10.0.0.1:80");
        }
    }

    private static Path path(String name, String text) {
        try {
            InvalidValue.require(!text.isBlank(), name, "nothing", "a path");
            return Path.of(text);
        } catch (InvalidPathException _) {
            throw new InvalidValue(name, text, "a path");
        }
    }

    private static Object constant(String name, Class<?> type, String text) {
        var names = Arrays.stream(type.getEnumConstants())
                .map(constant -> constant.toString().toLowerCase(Locale.ROOT))
                .toList();
        int index = names.indexOf(text);
        InvalidValue.require(index >= 0, name, text, oneOf(names, text));
        return type.getEnumConstants()[index];
    }

    /** All of them where they are few; else the one that may have been meant, and all if there is none. */
    private static String oneOf(List<String> names, String text) {
        if (names.size() <= MANY) {
            return String.join(" or ", names);
        }
        return Names.nearest(text, names)
                .map(near -> "a known name; did you mean " + near + "?")
                .orElseGet(() -> "one of " + String.join(", ", names));
    }
}
