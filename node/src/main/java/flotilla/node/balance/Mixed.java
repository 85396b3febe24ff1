package flotilla.node.balance;

/**
 * Hashes that are the same on every node and in every release: what sends a client to its endpoint, and
 * what names things between nodes.
 */
public final class Mixed {

    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;

    private Mixed() {}

    /** FNV-1a over the characters, mixed. */
    public static long hash(String text) {
        long hash = FNV_OFFSET;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * FNV_PRIME;
        }
        return mix(hash);
    }

    /** The {@code index}-th number of the sequence that begins at {@code seed}. */
    public static long at(long seed, long index) {
        return mix(seed + (index + 1) * GOLDEN);
    }

    /** The finalizer of SplitMix64 (Steele, Lea, Flood 2014): every bit in depends on every bit out. */
    public static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
