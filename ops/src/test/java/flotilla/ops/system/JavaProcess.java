package flotilla.ops.system;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program of the class path in a JVM of its own; what it prints is in {@code target/system-tests}. */
final class JavaProcess implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofMinutes(4);

    private final String name;
    private final Path log;
    private final Process process;
    private final Thread hook;

    private JavaProcess(String name, Path log, Process process) {
        this.name = name;
        this.log = log;
        this.process = process;
        this.hook = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(hook);
    }

    static JavaProcess start(String name, List<String> options, Class<?> main, List<String> arguments)
            throws IOException {
        return start(Host.HERE, name, options, main, arguments);
    }

    static JavaProcess start(Host host, String name, List<String> options, Class<?> main, List<String> arguments)
            throws IOException {
        var command = new ArrayList<String>(host.command());
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        var directory = Files.createDirectories(Path.of("target", "system-tests"));
        var log = Files.createTempFile(directory, name + "-", ".log");
        return new JavaProcess(
                name,
                log,
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start());
    }

    /** Waits until it takes connections on a port of its host. */
    JavaProcess awaitListening(Host host, int port) throws Exception {
        Wait.until(name + " listens on " + port, LIMIT, () -> {
            if (!process.isAlive()) {
                throw new AssertionError(name + " ended with " + process.exitValue() + ":\n" + output());
            }
            return accepts(host.at(port));
        });
        return this;
    }

    /** What it has printed. */
    String output() throws IOException {
        return Files.readString(log);
    }

    /** Sends it a signal, such as STOP, by the name that kill knows it by. */
    void signal(String signal) throws Exception {
        var kill = new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid())).start();
        if (kill.waitFor() != 0) {
            throw new AssertionError("kill -" + signal + ": " + kill.exitValue());
        }
    }

    /** Ends it as kill -9 does: no word to anybody. */
    void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /** Asks it to end (SIGTERM) and gives its exit code. */
    int stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError(name + " does not end within " + LIMIT);
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        kill();
        Runtime.getRuntime().removeShutdownHook(hook);
    }

    static boolean accepts(InetSocketAddress address) {
        try (var socket = new Socket()) {
            socket.connect(address, 1000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
