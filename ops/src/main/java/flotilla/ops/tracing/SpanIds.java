package flotilla.ops.tracing;

import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Random ids of traces and spans; each I/O thread draws its own. */
public final class SpanIds {

    private final SplittableRandom[] random;

    /**
     * For so many I/O threads.
     *
     * @param seed not one that others could guess or that another node has
     */
    public SpanIds(int threads, long seed) {
        var first = new SplittableRandom(seed);
        this.random = IntStream.range(0, threads).mapToObj(_ -> first.split()).toArray(SplittableRandom[]::new);
    }

    /** Never 0; on the I/O thread of this number. */
    public long next(int ioThread) {
        long id = random[ioThread].nextLong();
        return id == 0 ? 1 : id;
    }
}
