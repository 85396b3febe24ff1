package flotilla.node.health;

import java.util.Arrays;

/** The figures of all endpoints of an upstream, each to be held against the median of all others. */
final class Others {

    private final double[] sorted;

    private Others(double[] sorted) {
        this.sorted = sorted;
    }

    /** @param figures of all, negative of those that have none */
    static Others of(double[] figures) {
        return new Others(
                Arrays.stream(figures).filter(figure -> figure >= 0).sorted().toArray());
    }

    /** For each of these the median of all others; -1 of those that have no figure, and where there is no other. */
    double[] mediansBesides(double[] figures) {
        return Arrays.stream(figures)
                .map(figure -> figure < 0 || sorted.length < 2 ? -1 : besides(figure))
                .toArray();
    }

    private double besides(double figure) {
        int others = sorted.length - 1;
        int own = Arrays.binarySearch(sorted, figure);
        double upper = without(own, others / 2);
        return others % 2 == 1 ? upper : (without(own, others / 2 - 1) + upper) / 2;
    }

    private double without(int own, int index) {
        return sorted[index < own ? index : index + 1];
    }
}
