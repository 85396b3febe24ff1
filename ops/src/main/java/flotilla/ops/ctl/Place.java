package flotilla.ops.ctl;

import flotilla.discovery.InvalidValue;
import flotilla.ops.config.ClientTls;
import flotilla.ops.status.NodeClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where the node is that a command asks, and how it is asked. */
final class Place {

    /** The environment variable with a token. */
    static final String TOKEN = "FLOTILLA_TOKEN";

    @Option(
            names = "--admin",
            paramLabel = "<address:port>",
            description = "The admin port of the node to ask (127.0.0.1:9090); https:// before it: with TLS.")
    private String admin = "127.0.0.1:9090";

    @Option(
            names = "--token-file",
            paramLabel = "<file>",
            description = "Holds the token to show; without it " + TOKEN + " may.")
    private @Nullable Path tokenFile;

    @Option(names = "--ca", paramLabel = "<file>", description = "PEM certificates to trust; the port speaks TLS then.")
    private @Nullable Path ca;

    @Option(names = "--cert", paramLabel = "<file>", description = "A client certificate to show (PEM).")
    private @Nullable Path cert;

    @Option(names = "--key", paramLabel = "<file>", description = "Its key (PEM, PKCS #8).")
    private @Nullable Path key;

    @Option(names = "--json", description = "Print what the node says, as it says it.")
    private boolean json;

    @Mixin
    final Help help = new Help();

    boolean json() {
        return json;
    }

    /** @throws IOException if a file cannot be read */
    NodeClient client() throws IOException {
        return NodeClient.at(admin, token(), tls());
    }

    private Optional<String> token() throws IOException {
        if (tokenFile == null) {
            return Optional.ofNullable(System.getenv(TOKEN)).map(String::strip).filter(text -> !text.isEmpty());
        }
        InvalidValue.require(Files.isReadable(tokenFile), "--token-file", tokenFile, "a file that can be read");
        var text = Files.readString(tokenFile).strip();
        InvalidValue.require(text.matches("[!-~]{1,256}"), "--token-file", tokenFile, "a file with a token in it");
        return Optional.of(text);
    }

    private Optional<SSLContext> tls() throws IOException {
        InvalidValue.require(
                (cert == null) == (key == null), cert == null ? "--cert" : "--key", "nothing", "--cert and --key");
        return ca == null && cert == null
                ? Optional.empty()
                : Optional.of(ClientTls.context(
                        Optional.ofNullable(ca), Optional.ofNullable(cert), Optional.ofNullable(key)));
    }
}
