package flotilla.ops.metrics.otlp;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Header fields in a file, one to a line: {@code Authorization: Bearer ...}. What begins with {@code #} does not count. */
final class OtlpHeaders {

    private OtlpHeaders() {}

    static Map<String, String> read(Path file) throws IOException {
        var headers = new LinkedHashMap<String, String>();
        int number = 0;
        for (var line : Files.readAllLines(file)) {
            number++;
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            int colon = line.indexOf(':');
            if (colon <= 0) {
                // The line itself may be a secret.
                throw new IOException(file + ", line " + number + ": expected <name>: <value>");
            }
            headers.put(
                    line.substring(0, colon).strip(), line.substring(colon + 1).strip());
        }
        return headers;
    }
}
