package flotilla.ops.changes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.LongStream;

/**
 * What a hypervisor gave of this machine's processors to its other guests, although there was something to do here (proc_stat(5)). That
 * is known apart from what is measured, so it tells which turns were disturbed; on a machine of its own it is always nothing.
 *
 * @param stolen since the machine was started, in ticks of all its processors together
 * @param all the time that there was, whoever had it, in the same
 */
record StolenTime(long stolen, long all) {

    private static final Path TOTALS = Path.of("/proc/stat");

    /** Which of the fields behind {@code cpu}. Those after it are parts of others. */
    private static final int STEAL = 7;

    static StolenTime now() throws IOException {
        var line = Files.readString(TOTALS).lines().findFirst().orElseThrow();
        var fields = Arrays.stream(line.split(" +"))
                .skip(1)
                .limit(STEAL + 1)
                .mapToLong(Long::parseLong)
                .toArray();
        return new StolenTime(fields[STEAL], LongStream.of(fields).sum());
    }

    /** The part of all processors' time since then, from 0 to 1. */
    double shareSince(StolenTime before) {
        return (stolen - before.stolen) / (double) Math.max(1, all - before.all);
    }
}
