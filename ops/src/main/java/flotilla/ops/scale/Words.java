package flotilla.ops.scale;

import java.util.Locale;

/** Numbers as they stand in reasons. */
final class Words {

    private Words() {}

    /** Without a fraction where there is none. */
    static String number(double value) {
        return value == Math.rint(value)
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, "%.1f", value);
    }
}
