package flotilla.ops.scale;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs a program for each order, without a shell: what is configured, then the upstream, the wanted number and the present one as
 * arguments. The same and more stand in {@code FLOTILLA_SCALE_*} of its environment. It is over with exit code 0; any other is
 * tried again, and so is one that takes too long, after it was ended with all that it started.
 */
final class CommandDeed implements Deed {

    private static final int MAX_OUTPUT = 400;
    private static final Duration LAST_WORDS = Duration.ofSeconds(10);

    private final List<String> command;
    private final Duration timeout;

    CommandDeed(List<String> command, Duration timeout) {
        this.command = command;
        this.timeout = timeout;
    }

    @Override
    public String name() {
        return "command";
    }

    @Override
    public Result carry(Order order) throws InterruptedException {
        try {
            return run(start(order));
        } catch (IOException e) {
            return new Result(Outcome.AGAIN, String.valueOf(e.getMessage()));
        }
    }

    private Process start(Order order) throws IOException {
        var words = new ArrayList<>(command);
        words.add(order.upstream());
        words.add(String.valueOf(order.wanted()));
        words.add(String.valueOf(order.present()));
        var builder = new ProcessBuilder(words).redirectErrorStream(true);
        var environment = builder.environment();
        environment.put("FLOTILLA_SCALE_ID", order.id());
        environment.put("FLOTILLA_SCALE_NODE", order.node());
        environment.put("FLOTILLA_SCALE_UPSTREAM", order.upstream());
        environment.put("FLOTILLA_SCALE_WANTED", String.valueOf(order.wanted()));
        environment.put("FLOTILLA_SCALE_PRESENT", String.valueOf(order.present()));
        environment.put("FLOTILLA_SCALE_SIGNAL", order.signal().word());
        environment.put("FLOTILLA_SCALE_REASON", order.reason());
        var process = builder.start();
        process.getOutputStream().close();
        return process;
    }

    private Result run(Process process) throws InterruptedException {
        var output = new CompletableFuture<String>();
        Thread.ofVirtual().start(() -> output.complete(read(process.getInputStream())));
        try {
            if (!process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
                return new Result(Outcome.AGAIN, "not over after " + timeout.toMillis() + " ms, and ended");
            }
            int code = process.exitValue();
            var words = "exit code " + code + said(output);
            return new Result(code == 0 ? Outcome.DONE : Outcome.AGAIN, words);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }

    /** Whatever it left running in the background may hold its output open; that is not waited for. */
    private static String said(CompletableFuture<String> output) throws InterruptedException {
        try {
            var text = output.get(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
            return text.isEmpty() ? "" : ": " + text;
        } catch (ExecutionException | TimeoutException e) {
            return "";
        }
    }

    /** Its first words, for the log; the rest is read and thrown away, so that it can go on. */
    private static String read(InputStream from) {
        try (from) {
            var words = new String(from.readNBytes(MAX_OUTPUT), StandardCharsets.UTF_8);
            from.transferTo(OutputStream.nullOutputStream());
            return words.strip().replaceAll("\\p{Cntrl}+", " | ");
        } catch (IOException e) {
            return "";
        }
    }
}
