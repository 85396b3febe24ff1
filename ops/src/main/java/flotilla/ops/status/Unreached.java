package flotilla.ops.status;

import java.io.IOException;
import java.net.ConnectException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import javax.net.ssl.SSLException;

/** Why a node could not be asked, and what its asker may look at. */
final class Unreached {

    private Unreached() {}

    static String why(IOException e) {
        return switch (e) {
            case HttpTimeoutException late -> late.getMessage() + " (is the node well, and no firewall on the way?)";
            case SSLException unsafe -> Unbelieved.why(unsafe);
            case ConnectException refused when isUnknownHost(refused) -> "no such host";
            case ConnectException _ -> "nobody listens there (is the node running, with that admin.bind?)";
            default -> e.getMessage() + " (does that port speak TLS? then with https:// before it, or --ca)";
        };
    }

    private static boolean isUnknownHost(Throwable e) {
        for (var cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof UnresolvedAddressException) {
                return true;
            }
        }
        return false;
    }
}
