package flotilla.node.health;

import flotilla.discovery.Endpoint;
import flotilla.discovery.Time;

/** One way to ask an endpoint how it is. Blocks, for the policy's timeout at most: for virtual threads only. */
@FunctionalInterface
interface HealthCheck {

    /** Asks once; trouble is a result, never an exception. */
    CheckResult run(Endpoint endpoint);

    /** The check that the policy describes. */
    static HealthCheck of(HealthPolicy policy, Time time) {
        return policy.http().isEmpty() ? new TcpCheck(policy, time) : new HttpCheck(policy, time);
    }
}
