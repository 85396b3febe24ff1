package flotilla.ops.otlp;

import static java.nio.charset.StandardCharsets.UTF_8;

import flotilla.discovery.NamedFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/** Header fields in a file, one to a line: {@code Authorization: Bearer ...}. What begins with {@code #} does not count. */
public final class OtlpHeaders {

    private OtlpHeaders() {}

    /**
     * Reads them anew for each export.
     *
     * @param key of the configuration that names the file
     * @throws IllegalStateException naming the key, if they cannot be read
     */
    public static Supplier<Map<String, String>> of(Path file, String key) {
        return () -> {
            try {
                return read(file);
            } catch (IOException e) {
                throw new IllegalStateException(key + ": " + e.getMessage(), e);
            }
        };
    }

    /** @throws IOException naming the line that is none; not what stands there, which may be a secret */
    public static Map<String, String> read(Path file) throws IOException {
        var headers = new LinkedHashMap<String, String>();
        int number = 0;
        for (var line : NamedFile.text(file, UTF_8).lines().toList()) {
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
