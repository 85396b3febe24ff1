package flotilla.ops;

import flotilla.discovery.InvalidValue;
import flotilla.discovery.SourceContext;
import flotilla.discovery.Sources;
import flotilla.discovery.Time;
import flotilla.ops.config.InvalidConfig;
import flotilla.ops.config.Scalars;
import flotilla.ops.config.Settings;
import flotilla.ops.ctl.Ctl;
import flotilla.ops.demo.Demo;
import flotilla.ops.demo.DemoEndpoint;
import flotilla.ops.demo.DemoService;
import flotilla.ops.demo.FleetClient;
import flotilla.ops.demo.Rehearsal;
import flotilla.ops.plugin.Plugins;
import flotilla.ops.process.Daemon;
import flotilla.ops.process.NodeProcess;
import flotilla.ops.process.Signals;
import flotilla.ops.process.Version;
import flotilla.ops.process.unix.Account;
import flotilla.ops.process.upgrade.Inheritance;
import flotilla.ops.status.RefusedCall;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
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
        // XNIO would look for a log of its own; ours is already here.
        System.setProperty("org.jboss.logging.provider", "slf4j");
        System.exit(run(args));
    }

    private static int run(String[] args) {
        try {
            return switch (args.length == 0 ? "" : args[0]) {
                case "ctl" -> Ctl.run(Arrays.copyOfRange(args, 1, args.length), System.out, System.err);
                case "completion" -> completion(Arrays.copyOfRange(args, 1, args.length));
                case "cert" -> cert(Arrays.copyOfRange(args, 1, args.length));
                case "demo" -> demo(Arrays.copyOfRange(args, 1, args.length));
                // Below: what the demo, the compose file and the build start, and nobody else.
                case "demo-endpoint" -> demoEndpoint(args);
                case "demo-service" -> demoService(args);
                case "demo-client" -> demoClient(args);
                case "rehearse" -> rehearse();
                default -> node(args);
            };
        } catch (ParameterException | InvalidValue e) {
            System.err.println("flotilla: " + e.getMessage() + "\nflotilla --help says more.");
            return WRONG_USAGE;
        } catch (InvalidConfig e) {
            System.err.println(e.getMessage());
            return WRONG_USAGE;
        } catch (IOException | UncheckedIOException e) {
            System.err.println("flotilla: " + reason(e));
            LoggerFactory.getLogger(Main.class).debug("start failed", e);
            return CANNOT_START;
        } catch (InterruptedException _) {
            return OK;
        } catch (Throwable e) {
            // Threads that are left would keep a process that serves nobody, and holds the sockets that it was handed.
            LoggerFactory.getLogger(Main.class).error("cannot go on", e);
            return CANNOT_START;
        }
    }

    private static int node(String[] args) throws InvalidConfig, InterruptedException, IOException {
        var options = new CommandLine();
        var parser = new picocli.CommandLine(options);
        parser.parseArgs(args);
        if (parser.isUsageHelpRequested()) {
            parser.usage(System.out);
            return OK;
        } else if (parser.isVersionHelpRequested()) {
            System.out.println("flotilla " + Version.own());
            return OK;
        } else if (options.isEmpty()) {
            parser.usage(System.err);
            return WRONG_USAGE;
        }
        options.plugins().ifPresent(Plugins::load);
        return options.checksOnly() ? check(options) : serve(options);
    }

    private static int check(CommandLine options) throws InvalidConfig {
        var settings = options.settings(sources());
        var process = settings.process();
        process.user().ifPresent(name -> Account.of(name, process.group()));
        var node = settings.node();
        System.out.printf(
                "%s: ok (listeners: %d, upstreams: %d, routes: %d)%n",
                options.file(),
                node.listeners().size(),
                node.upstreams().size(),
                node.routes().size());
        return OK;
    }

    private static int serve(CommandLine options) throws InvalidConfig, InterruptedException, IOException {
        var configuration = options.configuration(sources());
        var settings = configuration.isPresent() ? configuration.get().settings() : options.settings(sources());
        if (!Daemon.detached(System.getenv()) && options.detaches()) {
            return Daemon.start(settings.process(), Time.system());
        }
        var inheritance = inheritance(options, settings);
        var signals = Signals.install().expecting(Signals.Request.values());
        try (var process = NodeProcess.start(settings, configuration, Time.system(), signals, inheritance)) {
            signals.on(Signals.Request.REOPEN_LOGS, process::reopenLogs);
            signals.on(Signals.Request.RELOAD, process::reload);
            process.stop(signals.awaitStop());
        }
        return OK;
    }

    /** What {@code -u} waits for: before any signal is taken over, so that they end it as they end any program. */
    private static Optional<Inheritance> inheritance(CommandLine options, Settings settings) {
        if (!options.upgrades()) {
            return Optional.empty();
        }
        var socket = settings.process()
                .upgradeSock()
                .orElseThrow(() -> new InvalidValue("-u", "alone", "upgrade_sock in the file"));
        return Optional.of(Inheritance.await(socket, Version.own(), Time.system()));
    }

    private static Sources sources() {
        return Sources.load(SourceContext.of(Time.system()));
    }

    private static int demo(String[] args) throws InterruptedException {
        var options = new DemoOptions();
        var parser = new picocli.CommandLine(options);
        parser.parseArgs(args);
        if (parser.isUsageHelpRequested()) {
            parser.usage(System.out);
            return OK;
        }
        var wish = options.wish();
        new Demo(wish, Time.system(), System.out, Signals.install()).run();
        return OK;
    }

    private static int completion(String[] args) {
        var parser = new picocli.CommandLine(new CompletionOptions());
        parser.parseArgs(args);
        if (parser.isUsageHelpRequested()) {
            parser.usage(System.out);
        } else {
            System.out.print(CompletionOptions.script());
        }
        return OK;
    }

    private static int cert(String[] args) throws IOException {
        var parsed = new picocli.CommandLine(new CertOptions()).parseArgs(args);
        var chosen = parsed.hasSubcommand() ? parsed.subcommand() : parsed;
        var command = chosen.commandSpec().commandLine();
        if (chosen.isUsageHelpRequested()) {
            command.usage(System.out);
            return OK;
        } else if (!(command.getCommand() instanceof CertOptions.Making making)) {
            command.usage(System.err);
            return WRONG_USAGE;
        } else {
            making.run(Time.system(), System.out);
            return OK;
        }
    }

    private static int demoEndpoint(String[] args) {
        int port = Integer.parseInt(args[2]);
        DemoEndpoint.runUntilParentIsGone(args[1], port, Scalars.duration("delay", args[3]), Time.system());
        return OK;
    }

    private static int demoService(String[] args) throws InterruptedException, IOException {
        var signals = Signals.install();
        var delay = Scalars.duration("delay", args[3]);
        var registry = URI.create("consul://" + args[4]);
        DemoService.run(args[1], Integer.parseInt(args[2]), delay, registry, sources(), Time.system(), signals);
        return OK;
    }

    private static int demoClient(String[] args) throws InterruptedException {
        var signals = Signals.install();
        new FleetClient(Time.system(), System.out).run(URI.create(args[1]), sources(), signals);
        return OK;
    }

    private static int rehearse() throws InvalidConfig, InterruptedException, IOException, RefusedCall {
        Rehearsal.run(Main::rehearsed, Time.system());
        return OK;
    }

    /** By a file, as services are. What reads the other form of a command line is rehearsed as well. */
    private static NodeProcess rehearsed(Path file) throws InvalidConfig {
        parsed(
                        "--bind",
                        "127.0.0.1:0",
                        "--upstream",
                        "127.0.0.1:80",
                        "--active-health-check-interval",
                        "1",
                        "--active-health-check-path",
                        "/health",
                        "--max-requests-per-minute",
                        "0",
                        "--admin",
                        "127.0.0.1:0")
                .settings(sources());
        var configuration = parsed("-c", file.toString()).configuration(sources());
        return NodeProcess.start(configuration.orElseThrow(), Time.system());
    }

    private static CommandLine parsed(String... args) {
        var options = new CommandLine();
        new picocli.CommandLine(options).parseArgs(args);
        return options;
    }

    /** What failed and why, on one line. */
    private static String reason(Exception e) {
        var message = Optional.ofNullable(e.getMessage()).orElse("cannot start");
        var cause = Optional.ofNullable(e.getCause()).map(Main::why).orElse("");
        return message.contains(cause) ? message : message + ": " + cause;
    }

    /** Of a file that cannot be had many exceptions say the name alone. */
    private static String why(Throwable cause) {
        return switch (cause) {
            case NoSuchFileException _ -> "no such file or directory";
            case AccessDeniedException _ -> "permission denied";
            case FileSystemException of -> Objects.requireNonNullElseGet(of.getReason(), of::toString);
            default -> Objects.requireNonNullElse(cause.getMessage(), "");
        };
    }
}
