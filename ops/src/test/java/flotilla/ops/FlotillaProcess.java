package flotilla.ops;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The program as a process of its own, with what it says. */
public final class FlotillaProcess implements AutoCloseable {

    /** Where the program is found unless somebody says otherwise. */
    public static final String CLASS_PATH =
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));

    private static final String MAIN = "flotilla.ops.Main";
    private static final int LIMIT_SECONDS = 120;

    private final Process process;
    private final Path out;
    private final Path err;

    /** One that a test left behind as it failed on the way ends with the tests. */
    private final Thread hook;

    private FlotillaProcess(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
        this.hook = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(hook);
    }

    public static FlotillaProcess start(String... arguments) throws IOException {
        return start(Map.of(), arguments);
    }

    public static FlotillaProcess start(Map<String, String> environment, String... arguments) throws IOException {
        return startFrom(CLASS_PATH, environment, arguments);
    }

    /** The program that is found on another class path, such as one of another version. */
    public static FlotillaProcess startFrom(String classPath, Map<String, String> environment, String... arguments)
            throws IOException {
        return start(List.of(), classPath, MAIN, environment, arguments);
    }

    /** The program as another one starts it, which gets its command line behind its own. */
    public static FlotillaProcess startBy(List<String> starter, String... arguments) throws IOException {
        return start(starter, CLASS_PATH, MAIN, Map.of(), arguments);
    }

    /** Another program of the class path, in the same way. */
    public static FlotillaProcess startMain(Class<?> main, String... arguments) throws IOException {
        return start(List.of(), CLASS_PATH, main.getName(), Map.of(), arguments);
    }

    private static FlotillaProcess start(
            List<String> starter, String classPath, String main, Map<String, String> environment, String... arguments)
            throws IOException {
        var command = new ArrayList<>(starter);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--sun-misc-unsafe-memory-access=allow",
                "--enable-native-access=ALL-UNNAMED",
                "--add-opens",
                "java.base/sun.nio.ch=ALL-UNNAMED",
                "-cp",
                classPath,
                main));
        command.addAll(List.of(arguments));
        return startCommand(environment, command);
    }

    /** Whatever becomes the program, by its whole command line. */
    public static FlotillaProcess startCommand(Map<String, String> environment, List<String> command)
            throws IOException {
        var out = Files.createTempFile("flotilla", ".out");
        var err = Files.createTempFile("flotilla", ".err");
        var builder = new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().putAll(environment);
        return new FlotillaProcess(builder.start(), out, err);
    }

    /** Waits for its end and gives its exit code. */
    public int exitCode() throws InterruptedException {
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            throw new AssertionError("still running; it said " + out() + err());
        }
        return process.exitValue();
    }

    public String out() {
        return read(out);
    }

    public String err() {
        return read(err);
    }

    /** How many bytes of {@link #err} there are. */
    public long errLength() throws IOException {
        return Files.size(err);
    }

    /** Those of {@link #err} behind so many: it may be long, and be asked for again and again. */
    public String errBehind(long length) throws IOException {
        try (var file = FileChannel.open(err)) {
            var bytes = ByteBuffer.allocate((int) (file.size() - length));
            file.read(bytes, length);
            return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The port at the end of the first line of its log that contains {@code words}; waits for it. */
    public int port(String words) throws Exception {
        Await.first(this::err, said -> !process.isAlive() || said.lines().anyMatch(line -> line.contains(words)));
        var line = err().lines()
                .filter(one -> one.contains(words))
                .findFirst()
                .orElseThrow(() -> new AssertionError("it ended and said " + out() + err()));
        return Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
    }

    /** The port at the end of the last line of its log that contains {@code words}. */
    public int lastPort(String words) {
        var line = err().lines()
                .filter(one -> one.contains(words))
                .reduce((first, second) -> second)
                .orElseThrow(() -> new AssertionError("no " + words + " in " + err()));
        return Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
    }

    public boolean alive() {
        return process.isAlive();
    }

    public void signal(String name) throws Exception {
        // The shell's own, as the program is not on every machine.
        new ProcessBuilder("bash", "-c", "kill -" + name + " " + process.pid())
                .start()
                .waitFor();
    }

    /** Whether our children ignore SIGINT, as those of a script's background job do; the JVM leaves it at that. */
    public static boolean inheritsIgnoredInterrupt() throws IOException {
        var status = Path.of("/proc/self/status");
        return Files.exists(status)
                && Files.readAllLines(status).stream()
                        .filter(line -> line.startsWith("SigIgn:"))
                        .anyMatch(line ->
                                (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 2) != 0);
    }

    /** Whether a process has ended: it may wait for ever for a new parent that takes no note. */
    public static boolean ended(long pid) {
        try {
            var stat = Files.readString(Path.of("/proc", String.valueOf(pid), "stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2) == 'Z';
        } catch (IOException e) {
            return true;
        }
    }

    public long pid() {
        return process.pid();
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly().onExit().join();
        Runtime.getRuntime().removeShutdownHook(hook);
        Files.deleteIfExists(out);
        Files.deleteIfExists(err);
    }
}
