package flotilla.ops.changes;

import flotilla.ops.Await;
import flotilla.ops.FlotillaProcess;
import flotilla.ops.process.unix.NativeThread;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A node under constant load that is left alone and changed all the time, by turns: {@code ChaosOfChanges <launcher>
 * <requests per second> <seconds of quiet> <changes> <reloads> <seconds of changes> <turns> <seed>}. Prints what failed, the latencies of
 * the quiet and of the changes, and by how much the heap after a collection has grown. Latency counts from the moment that a request was
 * due. Ends with 1 if a request failed, if changes made the 99th percentile more than {@value #MAX_SLOWDOWN} times that of the
 * quiet, or if the heap has grown by more than {@value #MAX_GROWTH_KIB} KiB from before the first change that counts to after the last.
 */
final class ChaosOfChanges implements AutoCloseable {

    private static final int ENDPOINTS = 8;
    private static final int TRANSFERS = 6;
    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final double MAX_SLOWDOWN = 1.2;

    /** 10,000 changes that leak 210 bytes each are more. */
    private static final long MAX_GROWTH_KIB = 2048;

    /** A fifth as many changes come before those that count: what they need is loaded, and compiled for the most part, then. */
    private static final int BEFORE = 5;

    /** The part of the quiet that it takes before and after these, and that is left to the node before and after the turns. */
    private static final int SETTLING = 10;

    /** What was begun by changes ends in the quiet behind them. */
    private static final double AFTERMATH_SECONDS = 1;

    private static final int WHOLE = 20;
    private static final int MAX_MORE_FILES = 32;

    /** The threads of the JDK that carry virtual threads, wait for sockets for them, and wake them in time. */
    private static final Pattern LOAD = Pattern.compile("ForkJoinPool-|MasterPoller|VirtualThread-");

    /** Those of the JDK's client that take changes to the node, and start each other. */
    private static final Pattern CHANGES = Pattern.compile("HttpClient-");

    private static final int NICE = 10;

    /** How a node is started. */
    interface Launcher {
        FlotillaProcess start(Path file) throws IOException;
    }

    private final List<ServingEndpoint> endpoints = new ArrayList<>();
    private final Changes changes;
    private final FlotillaProcess node;
    private final Doors doors;
    private final OpenLoad load;
    private final int admin;

    /**
     * @param directory for the files of the node
     * @param launcher starts the node, by a file of configuration
     */
    ChaosOfChanges(Path directory, Launcher launcher, double perSecond, long seed) throws Exception {
        for (int i = 0; i < ENDPOINTS; i++) {
            endpoints.add(ServingEndpoint.start());
        }
        changes = new Changes(
                        directory,
                        endpoints.stream().map(ServingEndpoint::authority).toList(),
                        seed)
                .begin();
        node = launcher.start(changes.file());
        int port = node.port("listener web: on ");
        admin = node.port("admin: on ");
        doors = new Doors(port);
        load = OpenLoad.start(port, perSecond, TRANSFERS, doors);
    }

    /**
     * So many changes, evenly over so many seconds, of which so many are reloads and one in {@link #WHOLE} a whole configuration. The last is
     * followed by half of the gap that others are, and each reload by half as many changes as lie between two.
     */
    void change(int count, int reloads, double seconds) throws Exception {
        long gap = (long) (seconds * NANOS_PER_SECOND / count);
        int cycle = Math.max(1, count / reloads);
        long begin = System.nanoTime();
        for (int i = 0; i < count; i++) {
            Await.moment(begin + i * gap + gap / 2);
            if (i % cycle == cycle / 2) {
                changes.reload(node, doors);
            } else if (i % WHOLE == 0) {
                changes.configure(admin);
            } else if (i % 2 == 0) {
                changes.list();
            } else {
                changes.setting(admin);
            }
        }
        Await.moment(begin + count * gap);
    }

    OpenLoad load() {
        return load;
    }

    FlotillaProcess node() {
        return node;
    }

    @Override
    public void close() throws IOException {
        load.close();
        node.close();
        changes.close();
        for (var endpoint : endpoints) {
            endpoint.close();
        }
    }

    public static void main(String[] args) throws Exception {
        double perSecond = Double.parseDouble(args[1]);
        double quiet = Double.parseDouble(args[2]);
        int changes = Integer.parseInt(args[3]);
        int reloads = Integer.parseInt(args[4]);
        double seconds = Double.parseDouble(args[5]);
        int turns = Integer.parseInt(args[6]);
        if (changes % turns != 0 || reloads % turns != 0 || reloads == 0) {
            throw new IllegalArgumentException(turns + " turns (expected: a divisor of changes and reloads)");
        }
        var directory = Files.createTempDirectory("chaos");
        Launcher launcher = file -> FlotillaProcess.startCommand(Map.of(), List.of(args[0], "-c", file.toString()));
        boolean held;
        try (var chaos = new ChaosOfChanges(directory, launcher, perSecond, Long.parseLong(args[7]))) {
            park(quiet / SETTLING);
            putLoadFirst();
            chaos.change(changes / BEFORE, Math.max(1, reloads / BEFORE), quiet / SETTLING);
            park(quiet / SETTLING);
            long heapKib = chaos.heapKib();
            int files = chaos.files();
            var latencies = new Latencies();
            for (int i = 0; i < turns; i++) {
                park(AFTERMATH_SECONDS);
                latencies.add(
                        chaos.measure(() -> park(quiet / turns)),
                        chaos.measure(() -> chaos.change(changes / turns, reloads / turns, seconds / turns)));
            }
            park(quiet / SETTLING);
            long growth = chaos.heapKib() - heapKib;
            int more = chaos.files() - files;
            chaos.load.close();
            held = chaos.judged(latencies, growth, more);
        }
        System.exit(held ? 0 : 1);
    }

    /** What is done in one turn. */
    private interface Work {
        void run() throws Exception;
    }

    private Latencies.Turn measure(Work work) throws Exception {
        load.takeLatencies();
        var before = StolenTime.now();
        work.run();
        return Latencies.Turn.of(load.takeLatencies(), StolenTime.now().shareSince(before));
    }

    /**
     * Gives the threads that carry clients and endpoints the shortest slice, and a nice value to those that make the
     * changes, of which this one is the first: each of them is at a machine of its own elsewhere, where no compiler and no
     * collector of a node runs before it, nor one of the others.
     */
    private static void putLoadFirst() throws IOException {
        int own = Integer.parseInt(
                Path.of("/proc/thread-self").toRealPath().getFileName().toString());
        for (var thread : NativeThread.all(ProcessHandle.current().pid())) {
            if (LOAD.matcher(thread.name()).lookingAt()) {
                thread.schedule(thread.nice(), NativeThread.SHORTEST_SLICE);
            } else if (thread.id() == own || CHANGES.matcher(thread.name()).lookingAt()) {
                thread.schedule(NICE, Duration.ZERO);
            }
        }
    }

    private boolean judged(Latencies latencies, long growth, int files) {
        double slowdown = latencies.slowdown();
        int failed = load.failures().size();
        System.out.println(latencies);
        System.out.printf(
                Locale.ROOT,
                "failed: %d (bar: 0), transfers: %d, p99 to quiet: %.2f (bar: %.1f), heap grown by %d KiB (bar: %d), files by %d (bar: %d)%n",
                failed,
                load.transfers(),
                slowdown,
                MAX_SLOWDOWN,
                growth,
                MAX_GROWTH_KIB,
                files,
                MAX_MORE_FILES);
        load.failures().stream().limit(20).forEach(System.out::println);
        return failed == 0 && slowdown <= MAX_SLOWDOWN && growth <= MAX_GROWTH_KIB && files <= MAX_MORE_FILES;
    }

    /** What is left of the node's heap after a collection. */
    private long heapKib() throws Exception {
        var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        var pid = String.valueOf(node.pid());
        new ProcessBuilder(jcmd, pid, "GC.run").start().waitFor();
        var info = new ProcessBuilder(jcmd, pid, "GC.heap_info")
                .redirectErrorStream(true)
                .start();
        var text = new String(info.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return text.lines()
                .filter(line -> line.contains(" total ") && line.contains(", used "))
                .mapToLong(line -> Long.parseLong(line.replaceAll(".*, used (\\d+)K.*", "$1")))
                .sum();
    }

    /** How many files and connections the node has open. */
    private int files() {
        return Objects.requireNonNull(
                        Path.of("/proc/" + node.pid() + "/fd").toFile().list())
                .length;
    }

    private static void park(double seconds) {
        Await.moment(System.nanoTime() + (long) (seconds * NANOS_PER_SECOND));
    }
}
