package flotilla.ops.ctl;

import flotilla.discovery.InvalidValue;
import flotilla.discovery.Time;
import flotilla.ops.ctl.LocalFile.Unusable;
import flotilla.ops.status.RefusedCall;
import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** {@code flotilla ctl}: a command for each thing that an operator asks of a node. */
@Command(
        name = "ctl",
        usageHelpAutoWidth = true,
        sortOptions = false,
        separator = " ",
        subcommands = {
            StatusCommand.class,
            UpstreamsCommand.class,
            EndpointCommands.Drain.class,
            EndpointCommands.Undrain.class,
            EndpointCommands.Eject.class,
            EndpointCommands.Restore.class,
            WeightCommand.class,
            SettingsCommand.class,
            TrialCommand.class,
            FaultCommand.class,
            ConfigCommands.Reload.class,
            ConfigCommands.Diff.class,
            ConfigCommands.History.class,
            ConfigCommands.Rollback.class,
            LogCommand.class,
            TopCommand.class,
            TokenCommand.class
        },
        description = "Asks a running node, or changes something there or in its fleet.",
        footer = {
            "",
            "  flotilla ctl drain shop 10.0.0.1:80 --why \"new disk\"",
            "  flotilla ctl status --admin 10.0.0.5:9090 --token-file ~/.flotilla-token",
            "",
            "Exit: 0 done, 1 the node cannot be reached, 2 wrong usage or a file that cannot be read, 3 the node refuses, 4 somebody else changed it",
            "meanwhile: look, and ask again."
        })
public final class Ctl {

    /** How it ends. */
    static final int DONE = 0;

    static final int UNREACHED = 1;
    static final int WRONG_USAGE = 2;
    static final int REFUSED = 3;
    static final int LATE = 4;

    @Mixin
    final Help help = new Help();

    /**
     * Does what the words behind {@code ctl} say.
     *
     * @return the exit code
     */
    public static int run(String[] args, PrintStream out, PrintStream err) throws InterruptedException {
        try {
            return run(parsed(args), out, err);
        } catch (ParameterException | InvalidValue e) {
            err.println("flotilla: " + e.getMessage() + "\nflotilla ctl --help says more.");
            return WRONG_USAGE;
        } catch (Unusable e) {
            err.println("flotilla: " + e.getMessage());
            return WRONG_USAGE;
        } catch (IOException e) {
            err.println("flotilla: " + (e.getMessage() == null ? e : e.getMessage()));
            return UNREACHED;
        }
    }

    private static ParseResult parsed(String... args) {
        var all = new CommandLine(new Ctl());
        try {
            return all.parseArgs(args);
        } catch (UnmatchedArgumentException e) {
            var first = e.getUnmatched().getFirst();
            var commands = all.getSubcommands();
            if (e.getCommandLine().getParent() == null && isOption(first, commands.values())) {
                var command = Arrays.stream(args).filter(commands::containsKey).findFirst();
                throw tooEarly(all, first, command.orElse("a command"));
            }
            throw e;
        }
    }

    private static boolean isOption(String word, Collection<CommandLine> commands) {
        return commands.stream().anyMatch(command -> command.getCommandSpec().findOption(word) != null);
    }

    private static ParameterException tooEarly(CommandLine line, String option, String command) {
        return new ParameterException(line, option + ": expected behind " + command);
    }

    private static int run(ParseResult parsed, PrintStream out, PrintStream err)
            throws IOException, InterruptedException, Unusable {
        var chosen = chosen(parsed);
        var command = chosen.commandSpec().commandLine();
        if (chosen.isUsageHelpRequested()) {
            command.usage(out);
            return DONE;
        }
        Object wanted = command.getCommand();
        return switch (wanted) {
            case Asking asking -> ask(asking, out, err);
            case TopCommand top -> top(top, out, err);
            case TokenCommand token -> token.run(out);
            default -> {
                command.usage(err);
                yield WRONG_USAGE;
            }
        };
    }

    /** The innermost one, which has its own options: one before it would be for nobody. */
    private static ParseResult chosen(ParseResult parsed) {
        var chosen = parsed;
        while (chosen.hasSubcommand()) {
            if (!chosen.matchedOptions().isEmpty()) {
                throw tooEarly(
                        chosen.commandSpec().commandLine(),
                        chosen.matchedOptions().getFirst().longestName(),
                        chosen.subcommand().commandSpec().name());
            }
            chosen = chosen.subcommand();
        }
        return chosen;
    }

    private static int top(TopCommand top, PrintStream out, PrintStream err)
            throws IOException, InterruptedException, Unusable {
        try (var node = top.place().client()) {
            top.run(
                    node,
                    out,
                    Optional.ofNullable(System.console())
                            .filter(Console::isTerminal)
                            .isPresent(),
                    Time.system());
            return DONE;
        } catch (RefusedCall refused) {
            err.println("flotilla: " + refused.getMessage());
            return REFUSED;
        }
    }

    private static int ask(Asking asking, PrintStream out, PrintStream err)
            throws IOException, InterruptedException, Unusable {
        boolean json = asking.place().json();
        try (var node = asking.place().client()) {
            var told = asking.ask(node);
            out.println(json ? told.json() : told.text().stripTrailing());
            return DONE;
        } catch (RefusedCall refused) {
            if (json) {
                out.println(refused.json());
            }
            err.println("flotilla: " + refused.getMessage());
            return refused.isLate() ? LATE : REFUSED;
        }
    }
}
