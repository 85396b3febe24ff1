package flotilla.node.health;

import flotilla.discovery.Endpoint;
import flotilla.discovery.Time;
import flotilla.node.tls.EndpointTls;

/** One way to ask an endpoint how it is. Blocks, for the policy's timeout at most: for virtual threads only. */
@FunctionalInterface
interface HealthCheck {

    /** Asks once; trouble is a result, never an exception. */
    CheckResult run(Endpoint endpoint);

    /** The check that the policy describes. */
    static HealthCheck of(HealthPolicy policy, EndpointTls tls, Time time) {
        return policy.http().isEmpty() ? new TcpCheck(policy, tls, time) : new HttpCheck(policy, tls, time);
    }
}
