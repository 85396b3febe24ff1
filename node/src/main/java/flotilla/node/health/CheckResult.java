package flotilla.node.health;

import java.util.OptionalDouble;

/**
 * What one check found.
 *
 * @param reason what it saw, and what it expected: {@code http check: 503 (expected: 200-399)}
 * @param cpu the share of its CPU that the endpoint says it uses; empty if it says nothing
 */
record CheckResult(boolean good, String reason, OptionalDouble cpu) {

    CheckResult(boolean good, String reason) {
        this(good, reason, OptionalDouble.empty());
    }
}
