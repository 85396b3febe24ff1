package flotilla.node.balance;

import flotilla.discovery.InvalidValue;
import java.util.Locale;

/**
 * How an upstream is balanced.
 *
 * @param algorithm the name of a balancer, such as {@code round_robin}
 * @param hashOn what hashing balancers look at: {@code client_address}, {@code host}, {@code path}, {@code target},
 *     {@code header:<name>} or {@code cookie:<name>}
 * @param loadBound how far above the mean load a hashing balancer lets an endpoint go before it moves on, >= 1
 *     (Mirrokni, Thorup, Zadimoghaddam: Consistent Hashing with Bounded Loads); 0: no bound
 * @param slowStart how an endpoint that newly serves grows into its weight
 */
public record BalancePolicy(String algorithm, String hashOn, double loadBound, SlowStart slowStart) {

    public static final BalancePolicy DEFAULT =
            new BalancePolicy("least_requests", "client_address", 1.25, SlowStart.DEFAULT);

    public BalancePolicy {
        algorithm = algorithm.toLowerCase(Locale.ROOT);
        InvalidValue.require(
                hashOn.matches("client_address|host|path|target|header:[^: ]+|cookie:[^: ]+"),
                "hashOn",
                hashOn,
                "client_address, host, path, target, header:<name> or cookie:<name>");
        InvalidValue.require(
                loadBound == 0 || loadBound >= 1 && loadBound <= 100, "loadBound", loadBound, "0 or 1 to 100");
    }

    public BalancePolicy withAlgorithm(String newAlgorithm) {
        return new BalancePolicy(newAlgorithm, hashOn, loadBound, slowStart);
    }

    public BalancePolicy withSlowStart(SlowStart newSlowStart) {
        return new BalancePolicy(algorithm, hashOn, loadBound, newSlowStart);
    }
}
