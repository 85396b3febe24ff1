package flotilla.ops.ctl;

import flotilla.discovery.InvalidValue;
import flotilla.ops.access.Token;
import java.io.PrintStream;
import java.security.SecureRandom;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code flotilla ctl token} */
@Command(
        name = "token",
        usageHelpAutoWidth = true,
        sortOptions = false,
        separator = " ",
        description = "Makes a token for the admin port; it is shown once, and stands in no file of the node.")
final class TokenCommand {

    @Parameters(index = "0", paramLabel = "<name>", description = "Whose it is: stands in the audit log.")
    private String name = "";

    @Option(names = "--role", paramLabel = "read|change", description = "What it is good for (read).")
    private String role = "read";

    @Mixin
    final Help help = new Help();

    int run(PrintStream out) {
        InvalidValue.require(
                name.matches("[A-Za-z0-9][A-Za-z0-9_.-]{0,63}"),
                "<name>",
                name,
                "letters, digits, _ . and -, at most 64");
        InvalidValue.require(role.matches("read|change"), "--role", role, "read or change");
        var token = Token.make(new SecureRandom());
        out.printf(
                "%s%n%nKeep it where %s alone reads it. The node gets its hash alone:%n%nadmin:%n  tokens:%n"
                        + "    %s: { hash: '%s', role: %s }%n",
                token, name, name, Token.hash(token), role);
        return Ctl.DONE;
    }
}
