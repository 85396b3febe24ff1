package flotilla.ops;

import flotilla.discovery.InvalidValue;
import flotilla.discovery.SourceContext;
import flotilla.discovery.Sources;
import flotilla.discovery.Time;
import flotilla.ops.config.InvalidConfig;
import flotilla.ops.config.Settings;
import flotilla.ops.process.NodeProcess;
import flotilla.ops.process.Signals;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.ParameterException;

/** Where the process begins and ends. */
public final class Main {

    private static final int OK = 0;
    private static final int CANNOT_START = 1;
    private static final int WRONG_USAGE = 2;

    private Main() {}

    /** Runs the process and ends it with its exit code, whatever else is still running. */
    public static void main(String[] args) {
        // XNIO's log would look for a log manager of its own; this one is already here.
        System.setProperty("org.jboss.logging.provider", "slf4j");
        System.exit(run(args));
    }

    private static int run(String[] args) {
        var options = new CommandLine();
        var parser = new picocli.CommandLine(options);
        try {
            parser.parseArgs(args);
            if (parser.isUsageHelpRequested()) {
                parser.usage(System.out);
                return OK;
            } else if (parser.isVersionHelpRequested()) {
                System.out.println("flotilla " + version());
                return OK;
            } else if (options.isEmpty()) {
                parser.usage(System.err);
                return WRONG_USAGE;
            }
            return options.checksOnly() ? check(options) : serve(options);
        } catch (ParameterException | InvalidValue e) {
            System.err.println("flotilla: " + e.getMessage() + "\nflotilla --help says more.");
            return WRONG_USAGE;
        } catch (InvalidConfig e) {
            System.err.println(e.getMessage());
            return WRONG_USAGE;
        }
    }

    private static int check(CommandLine options) throws InvalidConfig {
        var node =
                options.settings(Sources.load(SourceContext.of(Time.system()))).node();
        System.out.printf(
                "%s: ok (listeners: %d, upstreams: %d, routes: %d)%n",
                options.file(),
                node.listeners().size(),
                node.upstreams().size(),
                node.routes().size());
        return OK;
    }

    private static int serve(CommandLine options) throws InvalidConfig {
        var settings = options.settings(Sources.load(SourceContext.of(Time.system())));
        var signals = Signals.install();
        try (var process = start(settings)) {
            signals.awaitStop();
            process.stop();
            return OK;
        } catch (UncheckedIOException e) {
            System.err.println("flotilla: " + reason(e));
            LoggerFactory.getLogger(Main.class).debug("start failed", e);
            return CANNOT_START;
        } catch (InterruptedException _) {
            return OK;
        }
    }

    private static NodeProcess start(Settings settings) {
        return NodeProcess.start(settings, Time.system());
    }

    /** What failed and why, on one line. */
    private static String reason(UncheckedIOException e) {
        var message = Optional.ofNullable(e.getMessage()).orElse("cannot start");
        var cause = Optional.ofNullable(e.getCause()).map(Throwable::getMessage).orElse("");
        return message.contains(cause) ? message : message + ": " + cause;
    }

    private static String version() {
        return Optional.ofNullable(Main.class.getPackage().getImplementationVersion())
                .orElse("(unpackaged)");
    }
}
