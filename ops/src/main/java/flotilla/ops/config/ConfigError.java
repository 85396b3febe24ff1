package flotilla.ops.config;

/**
 * A mistake in a configuration file.
 *
 * @param line 1 for the first; 0 if it belongs to no line
 * @param column 1 for the first
 * @param path such as {@code upstreams.web.pool.max_connections}, or empty
 * @param problem the value and what was expected
 */
public record ConfigError(int line, int column, String path, String problem) {

    @Override
    public String toString() {
        var place = line == 0 ? "" : line + ":" + column + ": ";
        return place + (path.isEmpty() ? "" : path + ": ") + problem;
    }
}
