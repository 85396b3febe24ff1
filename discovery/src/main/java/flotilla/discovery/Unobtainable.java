package flotilla.discovery;

import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Something that a configuration asks of this machine and that the machine refuses, such as a port that another process has:
 * found when it is taken, not when the configuration is read.
 */
public final class Unobtainable extends UncheckedIOException {

    private static final long serialVersionUID = 1L;

    private final String key;
    private final String value;
    private final String expected;

    /**
     * @param key of the configuration that asks for it, such as {@code listeners.web.bind}
     * @param value what stands there
     * @param expected what would have been had, without the reason, which the cause tells
     */
    public Unobtainable(String key, String value, String expected, String message, IOException cause) {
        super(message, cause);
        this.key = key;
        this.value = value;
        this.expected = expected + "; " + cause.getMessage();
    }

    public String key() {
        return key;
    }

    public String value() {
        return value;
    }

    /** With what the system says. */
    public String expected() {
        return expected;
    }
}
