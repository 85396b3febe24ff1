package flotilla.ops;

import flotilla.ops.ctl.Ctl;
import flotilla.ops.ctl.Help;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The options of {@code flotilla completion}. */
@Command(
        name = "completion",
        usageHelpAutoWidth = true,
        sortOptions = false,
        separator = " ",
        description = "Prints what makes a shell complete the words of this program.",
        footer = {
            "",
            "  source <(flotilla completion bash)      in ~/.bashrc",
            "  source <(flotilla completion zsh)       in ~/.zshrc",
        })
final class CompletionOptions {

    /** The shells that are known. */
    enum Shell {
        bash,
        zsh
    }

    /** One script does for both: it finds out which of them reads it. */
    @Parameters(index = "0", paramLabel = "bash|zsh", description = "The shell.")
    @SuppressWarnings("UnusedVariable") // there to be named, and to be refused if it is another one
    private Shell shell = Shell.bash;

    @Mixin
    final Help help = new Help();

    static String script() {
        return AutoComplete.bash("flotilla", commands());
    }

    /** All that can be typed. */
    static picocli.CommandLine commands() {
        return new picocli.CommandLine(new CommandLine())
                .addSubcommand("ctl", new Ctl())
                .addSubcommand("cert", new CertOptions())
                .addSubcommand("demo", new DemoOptions())
                .addSubcommand("completion", new CompletionOptions());
    }
}
