package flotilla.ops;

import flotilla.discovery.InvalidValue;
import flotilla.discovery.Sources;
import flotilla.node.balance.BalancePolicy;
import flotilla.ops.config.CommandLineForm;
import flotilla.ops.config.ConfigFile;
import flotilla.ops.config.Configuration;
import flotilla.ops.config.InvalidConfig;
import flotilla.ops.config.Settings;
import flotilla.ops.ctl.Help;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of {@code flotilla} without a sub-command. */
@Command(
        name = "flotilla",
        usageHelpAutoWidth = true,
        sortOptions = false,
        separator = " ",
        customSynopsis = {
            "flotilla -c <file> [-t] [-d] [-u]",
            "       flotilla --bind <address:port> --upstream <address:port>... [options]",
            "       flotilla ctl status|drain|weight|eject|settings|fault|... [options]",
            "       flotilla cert ca|node [options]",
            "       flotilla completion bash|zsh",
            "       flotilla demo [--consul] [--for <duration>]"
        },
        description = {"", "A load balancer that runs as a fleet.", ""},
        footer = {
            "",
            "FLOTILLA_LOG sets the level of the log: debug, or info,flotilla.decision=debug.",
            "Exit: 0 after a signal, 1 if it cannot start, 2 for wrong usage or a wrong file.",
            "",
            "To see it at work first: flotilla demo"
        })
final class CommandLine {

    private static final String DEFAULT_BIND = "127.0.0.1:8080";

    @Option(
            names = {"-c", "--config"},
            paramLabel = "<file>",
            description = "Run as this file says.")
    private @Nullable Path file;

    @Option(names = "-t", description = "Only check the file, and print every mistake in it.")
    private boolean check;

    @Option(names = "-d", description = "Run on its own, as a daemon; returns once it serves.")
    private boolean daemon;

    @Option(names = "-u", description = "Take the place of the process that runs, once it gets SIGQUIT.")
    private boolean upgrade;

    @Option(
            names = "--bind",
            paramLabel = "<address:port>",
            description = "Listen here; may be repeated (" + DEFAULT_BIND + ").")
    private List<String> binds = List.of();

    @Option(
            names = "--upstream",
            paramLabel = "<address:port>",
            description = "Send requests here; may be repeated. Also <name>:<port>, or a source such as consul://shop.")
    private List<String> upstreams = List.of();

    @Option(
            names = "--active-health-check-interval",
            paramLabel = "<seconds>",
            description = "Check every endpoint this often; without it there are no active checks.")
    private String healthInterval = "";

    @Option(
            names = "--active-health-check-path",
            paramLabel = "<path>",
            description = "Ask for this path; a 200 counts as healthy (/).")
    private String healthPath = "/";

    @Option(
            names = "--max-requests-per-minute",
            paramLabel = "<n>",
            description = "Of one client address, above it 429; 0: no limit (0).")
    private int requestsPerMinute;

    @Option(names = "--balance", paramLabel = "<name>", description = "How to choose an endpoint (least_requests).")
    private String balance = BalancePolicy.DEFAULT.algorithm();

    @Option(names = "--admin", paramLabel = "<address:port>", description = "Metrics, health and views here (off).")
    private String admin = "off";

    @Option(names = "--access-log", paramLabel = "<file>", description = "Write requests here, - for the screen (off).")
    private String accessLog = "off";

    @Option(names = "--threads", paramLabel = "<n>", description = "I/O threads; 0: one for each core (0).")
    private int threads;

    @Option(
            names = "--plugins",
            paramLabel = "<directory>",
            description = "Load the plug-ins there (plugins beside the file of -c, if there is such a directory).")
    private @Nullable Path plugins;

    @Mixin
    final Help help = new Help();

    @Option(names = "--version", versionHelp = true, description = "Print the version.")
    @SuppressWarnings("UnusedVariable") // the parser asks the option itself
    private boolean version;

    /** Whether the file is only to be checked. */
    boolean checksOnly() {
        return check;
    }

    /** Whether it is to run on its own. */
    boolean detaches() {
        return daemon;
    }

    /** Whether it takes the place of a process that runs. */
    boolean upgrades() {
        return upgrade;
    }

    /** Whether nothing says what to run. */
    boolean isEmpty() {
        return file == null && !check && binds.isEmpty() && upstreams.isEmpty();
    }

    /** Where plug-ins are, if there are any. */
    Optional<Path> plugins() {
        var beside = file == null ? null : file.resolveSibling("plugins");
        var chosen = plugins == null && beside != null && Files.isDirectory(beside) ? beside : plugins;
        return Optional.ofNullable(chosen);
    }

    /** The file that {@code -c} names. */
    Path file() {
        if (file == null) {
            throw new InvalidValue("-t", "alone", "-c <file> with it");
        }
        return file;
    }

    /** What the file says, if there is one. */
    Optional<Configuration> configuration(Sources sources) throws InvalidConfig {
        if (file == null) {
            return Optional.empty();
        }
        requireFileAlone();
        return Optional.of(Configuration.read(file, sources));
    }

    private void requireFileAlone() {
        InvalidValue.require(binds.isEmpty() && upstreams.isEmpty(), "-c", file(), "no --bind or --upstream with it");
    }

    /**
     * The settings that a file or the options name.
     *
     * @throws InvalidConfig with every mistake in the file
     * @throws InvalidValue naming the option that is wrong
     */
    Settings settings(Sources sources) throws InvalidConfig {
        if (file != null || check) {
            requireFileAlone();
            return ConfigFile.read(file(), sources);
        }
        InvalidValue.require(!upstreams.isEmpty(), "--upstream", "none", "at least one");
        return new CommandLineForm(
                        binds.isEmpty() ? List.of(DEFAULT_BIND) : binds,
                        upstreams,
                        healthInterval,
                        healthPath,
                        requestsPerMinute,
                        balance,
                        admin,
                        accessLog,
                        threads)
                .settings(sources);
    }
}
