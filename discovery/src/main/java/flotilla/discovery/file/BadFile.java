package flotilla.discovery.file;

/** A file that does not say what it should; the message says where, what stands there and what was expected. */
final class BadFile extends Exception {

    private static final long serialVersionUID = 1L;

    BadFile(String message) {
        super(message);
    }

    static BadFile at(int line, String value, String expected) {
        return new BadFile("line " + line + ": " + value + " (expected: " + expected + ")");
    }
}
