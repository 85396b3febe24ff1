package flotilla.node.tls;

import java.util.regex.Pattern;

/** What went wrong with TLS, in words for those who run the endpoint and the node. */
public final class TlsTrouble {

    private static final Pattern CLASS_NAME = Pattern.compile("(?:[a-z0-9]+\\.)+[A-Z]\\w*: ");

    private TlsTrouble() {}

    /** The trouble's own message, and that of its deepest cause where it says more. */
    public static String words(Throwable trouble) {
        var cause = trouble;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String said = message(trouble);
        String deepest = message(cause);
        return said.contains(deepest) ? said : said + ": " + deepest;
    }

    private static String message(Throwable trouble) {
        String message = trouble.getMessage();
        return message == null
                ? trouble.getClass().getSimpleName()
                : CLASS_NAME.matcher(message).replaceAll("");
    }
}
