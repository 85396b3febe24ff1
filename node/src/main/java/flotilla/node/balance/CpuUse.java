package flotilla.node.balance;

/**
 * What an endpoint says of its CPU.
 *
 * @param share that it uses, 1: all that it may have; may be more
 * @param atNanos when it said so
 */
public record CpuUse(double share, long atNanos) {}
