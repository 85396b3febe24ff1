package flotilla.node.health;

import flotilla.discovery.Endpoint;
import flotilla.discovery.Time;
import java.io.IOException;

/** Connects, and closes again. */
record TcpCheck(HealthPolicy policy, Time time) implements HealthCheck {

    @Override
    public CheckResult run(Endpoint endpoint) {
        try {
            CheckConnection.open(endpoint, time, policy.timeout()).close();
            return new CheckResult(true, "tcp check: connected");
        } catch (IOException e) {
            return new CheckResult(false, "tcp check: " + CheckConnection.words(e, policy.timeout()));
        }
    }
}
