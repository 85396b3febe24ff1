package flotilla.node.tls;

import flotilla.node.TestNode;
import flotilla.node.route.UpstreamPolicy;
import java.util.List;

/** What most tests of TLS begin with: an authority, and an endpoint on 127.0.0.1 whose certificate it has signed. */
public final class Tls {

    public static final TestAuthority AUTHORITY = new TestAuthority("Test");

    private Tls() {}

    public static TestServerTls server() {
        return TestServerTls.of(AUTHORITY.issue("127.0.0.1"));
    }

    /** TLS to every endpoint, which must have a certificate of the authority. */
    public static TlsPolicy policy() {
        return TlsPolicy.DEFAULT.withEnabled(true).withTrusted(List.of(AUTHORITY.certificate()));
    }

    public static UpstreamPolicy upstream() {
        return TestNode.policy().withTls(policy());
    }
}
