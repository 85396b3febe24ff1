package flotilla.ops.scale;

/** A way to have an order carried out. */
interface Deed extends AutoCloseable {

    /** What came of one try. */
    enum Outcome {
        DONE,
        /** It may go well another time. */
        AGAIN,
        /** It is no use to try the same again. */
        REFUSED
    }

    /** @param words what happened, for the log */
    record Result(Outcome outcome, String words) {}

    /** What it is called in the log. */
    String name();

    /** Tries once; blocks for the time limit at most. Trouble is a result. */
    Result carry(Order order) throws InterruptedException;

    @Override
    default void close() {}
}
