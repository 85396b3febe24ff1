package flotilla.discovery.consul;

import static java.nio.charset.StandardCharsets.UTF_8;

import flotilla.discovery.NamedFile;
import java.io.IOException;
import java.nio.file.Path;
import org.kiwiproject.consul.AuthTokenProvider;

/** An ACL token read from a file before each request, so that it can be replaced; travels as a header, never in a URL. */
final class TokenFile implements AuthTokenProvider {

    private final Path path;
    private volatile String token = "";

    TokenFile(Path path) {
        this.path = path;
    }

    /** Reads the file; one that cannot be read leaves the last token in force, if there is one. */
    void refresh() throws IOException {
        try {
            var text = NamedFile.text(path, UTF_8).strip();
            if (!text.isEmpty()) {
                token = text;
                return;
            }
        } catch (IOException e) {
            if (token.isEmpty()) {
                throw new IOException("token_file " + path + " cannot be read: " + e, e);
            }
        }
        if (token.isEmpty()) {
            throw new IOException("token_file " + path + " is empty");
        }
    }

    @Override
    public String getToken() {
        return token;
    }
}
