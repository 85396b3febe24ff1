package flotilla.ops.ctl;

import picocli.CommandLine.Option;

/** What every command has. */
public final class Help {

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Print this.")
    @SuppressWarnings("UnusedVariable") // the parser asks the option itself
    private boolean wanted;
}
