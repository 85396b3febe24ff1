package flotilla.ops.ctl;

import flotilla.discovery.InvalidValue;
import flotilla.ops.config.ClientTls;
import flotilla.ops.ctl.LocalFile.Unusable;
import flotilla.ops.status.NodeClient;
import java.io.IOException;
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

    /** @throws Unusable naming a file that cannot be read, or is not what it should be */
    NodeClient client() throws Unusable {
        return NodeClient.at(admin, token(), tls());
    }

    private Optional<String> token() throws Unusable {
        if (tokenFile == null) {
            var set =
                    Optional.ofNullable(System.getenv(TOKEN)).map(String::strip).filter(text -> !text.isEmpty());
            set.ifPresent(text -> InvalidValue.require(isToken(text), TOKEN, InvalidValue.HIDDEN, "a token"));
            return set;
        }
        var text = LocalFile.text(tokenFile).strip();
        InvalidValue.require(isToken(text), "--token-file", tokenFile, "a file with a token in it");
        return Optional.of(text);
    }

    private static boolean isToken(String text) {
        return text.matches("[!-~]{1,256}");
    }

    private Optional<SSLContext> tls() throws Unusable {
        InvalidValue.require(
                (cert == null) == (key == null), cert == null ? "--cert" : "--key", "nothing", "--cert and --key");
        if (ca == null && cert == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    ClientTls.context(Optional.ofNullable(ca), Optional.ofNullable(cert), Optional.ofNullable(key)));
        } catch (IOException e) {
            throw new Unusable(String.valueOf(e.getMessage()), e);
        }
    }
}
