package flotilla.node.io.upstream;

import flotilla.node.io.SpentBuffers;
import flotilla.node.resilience.Failure;
import flotilla.node.resilience.Failure.Reason;
import flotilla.node.tls.TlsTrouble;
import java.io.IOException;
import javax.net.ssl.SSLException;

/** What it means for a request that its connection broke. */
final class Breakage {

    private Breakage() {}

    static Failure of(IOException e) {
        return switch (e) {
            case SSLException tls -> new Failure(Reason.TLS_FAILED, TlsTrouble.words(tls));
            case SpentBuffers _ -> Failure.of(Reason.OUT_OF_BUFFERS);
            default -> new Failure(Reason.CLOSED_EARLY, String.valueOf(e.getMessage()));
        };
    }
}
