package flotilla.node.resilience;

/** Stands for every attempt that was lost, where a library wants an exception to count. */
final class Lost extends RuntimeException {

    private static final long serialVersionUID = 1;

    Lost() {
        super("the attempt was lost", null, false, false);
    }
}
