package flotilla.ops.config;

import flotilla.node.route.Page;
import flotilla.node.route.StaticAnswer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** An answer as it is written: a status beside the parts of a page. */
public record RespondLayout(
        int status, Optional<String> body, Optional<Path> bodyFile, String contentType, Map<String, String> headers) {

    public static final RespondLayout DEFAULT =
            new RespondLayout(200, Optional.empty(), Optional.empty(), PageLayout.DEFAULT.contentType(), Map.of());

    public RespondLayout {
        new StaticAnswer(status, new Page(contentType, headers, new byte[0]));
    }

    PageLayout page() {
        return new PageLayout(body, bodyFile, contentType, headers);
    }
}
