package flotilla.ops.rest;

import java.util.Locale;

/** What forms of an answer a caller accepts (RFC 9110, section 12.5.1). */
final class Acceptance {

    private Acceptance() {}

    /** @throws Problem if a form is not among them */
    static void check(String accept, String contentType) {
        if (!accept.isBlank() && quality(accept, contentType) <= 0) {
            throw Problem.of(ProblemKind.NOT_ACCEPTABLE, new Flaw("header.Accept", accept, contentType));
        }
    }

    /** Of the most specific range that holds the form; 0 if none does. */
    private static double quality(String accept, String contentType) {
        double quality = 0;
        int closest = -1;
        var type = contentType.split(";", 2)[0];
        for (var range : accept.toLowerCase(Locale.ROOT).split(",", -1)) {
            var parts = range.split(";", -1);
            int closeness = closeness(parts[0].strip(), type);
            if (closeness > closest) {
                closest = closeness;
                quality = weight(parts);
            }
        }
        return quality;
    }

    /** 2: the very form, 1: its kind, 0: any; less: another one. */
    private static int closeness(String range, String type) {
        if (range.equals(type)) {
            return 2;
        } else if (range.equals(type.substring(0, type.indexOf('/')) + "/*")) {
            return 1;
        }
        return range.equals("*/*") ? 0 : -1;
    }

    private static double weight(String[] parts) {
        for (int i = 1; i < parts.length; i++) {
            var parameter = parts[i].strip();
            if (parameter.matches("q=[01](\\.\\d{0,3})?")) {
                return Double.parseDouble(parameter.substring(2));
            }
        }
        return 1;
    }
}
