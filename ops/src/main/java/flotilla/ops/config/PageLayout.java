package flotilla.ops.config;

import flotilla.node.route.Page;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** A page as it is written: its body there or in a file, and its fields. */
public record PageLayout(
        Optional<String> body, Optional<Path> bodyFile, String contentType, Map<String, String> headers) {

    public static final PageLayout DEFAULT =
            new PageLayout(Optional.empty(), Optional.empty(), "text/plain; charset=utf-8", Map.of());

    public PageLayout {
        new Page(contentType, headers, new byte[0]);
    }
}
