package flotilla.ops.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A process that the demo started. It ends with the demo, however that ends: each child reads its standard input, whose
 * other end closes with this process.
 */
final class ChildProcess implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Process process;

    private ChildProcess(Process process) {
        this.process = process;
    }

    /** Starts this program again with other arguments, as small as a JVM can be. */
    static ChildProcess same(List<String> arguments) {
        var command = new ArrayList<String>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(List.of("-Xmx32m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "flotilla.ops.Main"));
        command.addAll(arguments);
        return start(command);
    }

    /** Starts any other program below a shell that ends it when standard input does. */
    static ChildProcess guarded(List<String> command) {
        var guard = new ArrayList<>(
                List.of("sh", "-c", "\"$@\" >/dev/null 2>&1 & child=$!; cat >/dev/null; kill \"$child\"; wait", "sh"));
        guard.addAll(command);
        return start(guard);
    }

    private static ChildProcess start(List<String> command) {
        try {
            return new ChildProcess(new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + command.getFirst(), e);
        }
    }

    /** The first line it says; waits for it. */
    String firstLine() {
        try {
            var line = process.inputReader(StandardCharsets.UTF_8).readLine();
            if (line == null) {
                throw new IOException("it ended without a word");
            }
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException("a process of the demo did not start", e);
        }
    }

    long pid() {
        return process.pid();
    }

    boolean alive() {
        return process.isAlive();
    }

    @Override
    public void close() {
        try {
            process.getOutputStream().close();
            if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException _) {
            process.destroyForcibly();
        } catch (InterruptedException _) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
