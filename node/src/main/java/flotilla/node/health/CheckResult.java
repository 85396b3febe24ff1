package flotilla.node.health;

/**
 * What one check found.
 *
 * @param reason what it saw, and what it expected: {@code http check: 503 (expected: 200-399)}
 */
record CheckResult(boolean good, String reason) {}
