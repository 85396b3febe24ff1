package flotilla.ops.config;

import java.util.List;
import java.util.stream.Collectors;

/** A configuration file that cannot be used, with all its mistakes at once. */
public final class InvalidConfig extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient List<ConfigError> errors;

    InvalidConfig(String file, List<ConfigError> errors) {
        super(errors.stream()
                .map(error -> file + (error.line() == 0 ? ": " : ":") + error)
                .collect(Collectors.joining("\n")));
        this.errors = List.copyOf(errors);
    }

    /** In the order of their lines. */
    public List<ConfigError> errors() {
        return errors;
    }
}
