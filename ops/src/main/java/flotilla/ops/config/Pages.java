package flotilla.ops.config;

import flotilla.discovery.InvalidValue;
import flotilla.discovery.NamedFile;
import flotilla.node.route.Page;
import flotilla.node.route.StaticAnswer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Makes the answers and pages of routes, with the files that they name as these are at this moment. */
final class Pages {

    private final Problems problems;
    private final NamedFiles files;

    Pages(Problems problems) {
        this.problems = problems;
        this.files = new NamedFiles(problems);
    }

    /** Empty if there is none, or something is wrong with it, which is noted. */
    Optional<StaticAnswer> answer(String path, Optional<RespondLayout> written) {
        return written.flatMap(respond -> page(path, respond.page()).flatMap(page -> {
            try {
                return Optional.of(new StaticAnswer(respond.status(), page));
            } catch (InvalidValue invalid) {
                problems.expected(bodyPath(path), invalid.value(), invalid.expected());
                return Optional.empty();
            }
        }));
    }

    /** Empty if there is none, or something is wrong with it, which is noted. */
    Optional<Page> page(String path, Optional<PageLayout> written) {
        return written.flatMap(page -> page(path, page));
    }

    private Optional<Page> page(String path, PageLayout written) {
        if (written.body().isPresent() && written.bodyFile().isPresent()) {
            problems.expected(path + ".body_file", "", "body or body_file, not both");
            return Optional.empty();
        }
        var body = written.bodyFile().isPresent()
                ? files.read(
                        path + ".body_file",
                        written.bodyFile().get(),
                        "the answer's body",
                        file ->
                                // One byte more than may be, so that a file of any size is refused without being read.
                                NamedFile.beginning(file, Page.MAX_BODY + 1))
                : Optional.of(written.body().orElse("").getBytes(StandardCharsets.UTF_8));
        try {
            return body.map(bytes -> new Page(written.contentType(), written.headers(), bytes));
        } catch (InvalidValue invalid) {
            problems.expected(bodyPath(path), invalid.value(), invalid.expected());
            return Optional.empty();
        }
    }

    private String bodyPath(String path) {
        return path + (problems.knows(path + ".body_file") ? ".body_file" : ".body");
    }
}
