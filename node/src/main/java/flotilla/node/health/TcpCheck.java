package flotilla.node.health;

import flotilla.discovery.Endpoint;
import flotilla.discovery.Time;
import flotilla.node.tls.EndpointTls;
import java.io.IOException;

/** Connects, with a TLS handshake where TLS is spoken, and closes again. */
record TcpCheck(HealthPolicy policy, EndpointTls tls, Time time) implements HealthCheck {

    @Override
    public CheckResult run(Endpoint endpoint) {
        try {
            CheckConnection.open(endpoint, tls, time, policy.timeout()).close();
            return new CheckResult(true, "tcp check: connected");
        } catch (IOException e) {
            return new CheckResult(false, "tcp check: " + CheckConnection.words(e, policy.timeout()));
        }
    }
}
