package flotilla.ops.log;

import flotilla.discovery.InvalidValue;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a log of few lines is.
 *
 * @param file a path
 * @param rotate when the file is put aside for a new one; empty: somebody else does, or nobody
 */
public record LogFilePolicy(String file, Optional<RotatePolicy> rotate) {

    public LogFilePolicy {
        // In access_log these two say where lines go; here they would be the names of files.
        InvalidValue.require(
                !file.isBlank() && !file.equals("-") && !file.equals("off") && file.indexOf('\0') < 0,
                "file",
                file,
                "a path");
    }

    public Path path() {
        return Path.of(file);
    }
}
