package flotilla.ops.config;

import java.util.regex.Pattern;

/**
 * One thing that two configurations say differently. What is secret is not shown.
 *
 * @param path such as {@code upstreams.shop.balance.algorithm} or {@code routes[shop.example/].upstream}
 * @param before empty: nothing
 * @param after empty: nothing
 * @param live whether a running process can follow; otherwise it takes a restart or an upgrade
 */
public record ConfigChange(String path, String before, String after, boolean live) {

    /** A header field's value may be anybody's credentials, whatever its name. */
    private static final Pattern SECRET_KEY =
            Pattern.compile("(?i).*(token|password|passphrase|secret|credential|api[-_]?key)s?|.*\\.headers(\\..*)?");

    private static final Pattern SECRET_PARAMETER =
            Pattern.compile("(?i)([?&;](?:token|password|passphrase|secret|credential|api[-_]?key)=)[^&;\\]]*");
    private static final Pattern USER_INFO = Pattern.compile("(//)[^/@]*@");
    private static final int LONGEST = 80;

    static ConfigChange of(String path, String before, String after, boolean live) {
        return new ConfigChange(path, shown(path, before), shown(path, after), live);
    }

    private static String shown(String path, String text) {
        if (text.isEmpty()) {
            return text;
        }
        // What a plug-in's options mean only the plug-in knows.
        if (SECRET_KEY.matcher(path).matches() || path.contains(".options.")) {
            return "(secret)";
        }
        var open = USER_INFO
                .matcher(SECRET_PARAMETER.matcher(text).replaceAll("$1(secret)"))
                .replaceAll("$1(secret)@");
        return open.length() > LONGEST ? open.substring(0, LONGEST) + "..." : open;
    }

    /** {@code path: before -> after}. */
    @Override
    public String toString() {
        return path + ": " + (before.isEmpty() ? "nothing" : before) + " -> " + (after.isEmpty() ? "nothing" : after);
    }
}
