package flotilla.node.http;

/** Throws checked exceptions where none is declared, as code of other languages and of reflection does. */
final class Sneaky {

    private Sneaky() {}

    /** Never returns; the type is for {@code throw}. */
    static RuntimeException thrown(Exception checked) {
        throw Sneaky.<RuntimeException>as(checked);
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <T extends Exception> T as(Exception checked) throws T {
        throw (T) checked;
    }
}
