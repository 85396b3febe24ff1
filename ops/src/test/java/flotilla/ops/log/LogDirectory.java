package flotilla.ops.log;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * What lies in a log's directory.
 *
 * @param log the one that is written to
 */
record LogDirectory(Path log) {

    /** All files that were put aside, the oldest first: not those that only hold a name for a moment, nor what is being compressed. */
    List<Path> aside() throws IOException {
        var name = Pattern.compile(Pattern.quote(log.getFileName().toString()) + "\\.\\d{8}T[0-9.]+Z(\\.gz)?");
        try (var files = Files.list(log.getParent())) {
            return files.filter(
                            file -> name.matcher(file.getFileName().toString()).matches())
                    .filter(LogDirectory::hasContent)
                    .sorted()
                    .toList();
        }
    }

    /** Neither a name that is reserved for a moment, nor one that is gone by now. */
    private static boolean hasContent(Path file) {
        try {
            return Files.size(file) > 0;
        } catch (IOException e) {
            return false;
        }
    }

    /** What stands in a file, compressed or not. */
    static Stream<String> lines(Path file) {
        try {
            var bytes = Files.readAllBytes(file);
            if (file.toString().endsWith(".gz")) {
                bytes = new GZIPInputStream(Files.newInputStream(file)).readAllBytes();
            }
            return new String(bytes, US_ASCII).lines();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
