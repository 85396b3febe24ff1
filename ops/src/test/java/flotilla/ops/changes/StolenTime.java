package flotilla.ops.changes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What a hypervisor gave of this machine's processors to its other guests, although there was something to do here (proc_stat(5)). That
 * is known apart from what is measured, so it tells which turns were disturbed; on a machine of its own it is always nothing.
 */
final class StolenTime {

    private static final Path TOTALS = Path.of("/proc/stat");

    /** Which of the fields behind {@code cpu}. Those after it are parts of others. */
    private static final int STEAL = 7;

    private long stolen;
    private long all;

    private StolenTime() {}

    /** From now on. */
    static StolenTime begin() throws IOException {
        var time = new StolenTime();
        time.share();
        return time;
    }

    /** The part of all processors' time since the last call, from 0 to 1. */
    double share() throws IOException {
        var fields = Files.readString(TOTALS).lines().findFirst().orElseThrow().split(" +");
        long stolenBefore = stolen;
        long allBefore = all;
        stolen = Long.parseLong(fields[1 + STEAL]);
        all = 0;
        for (int i = 0; i <= STEAL; i++) {
            all += Long.parseLong(fields[1 + i]);
        }
        return (stolen - stolenBefore) / (double) Math.max(1, all - allBefore);
    }
}
