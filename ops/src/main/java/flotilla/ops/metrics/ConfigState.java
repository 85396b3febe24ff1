package flotilla.ops.metrics;

import java.time.Instant;
import java.util.List;

/**
 * The configuration that a node runs by.
 *
 * @param revision the number of the one that counts; 0: it is of no file
 * @param fileRefused whether what stood in the file when it was read last does not count
 * @param certificates those that it names
 */
public record ConfigState(long revision, boolean fileRefused, List<Expiry> certificates) {

    /**
     * A certificate's end.
     *
     * @param of its place in the configuration
     * @param use what for, in a word
     */
    public record Expiry(String of, String use, Instant until) {}

    public ConfigState {
        certificates = List.copyOf(certificates);
    }
}
