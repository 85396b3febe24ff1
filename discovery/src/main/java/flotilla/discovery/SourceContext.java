package flotilla.discovery;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What a source gets from the process it runs in.
 *
 * @param time the clock, and how to wait
 * @param state a directory for last known good copies; without one nothing is kept over a restart
 * @param seed of the generator behind jitter
 * @param sights where sources say how well they see
 */
public record SourceContext(Time time, Optional<Path> state, long seed, Sights sights) {

    public SourceContext(Time time, Optional<Path> state, long seed) {
        this(time, state, seed, new Sights());
    }

    public static SourceContext of(Time time) {
        return new SourceContext(time, Optional.empty(), 1);
    }
}
