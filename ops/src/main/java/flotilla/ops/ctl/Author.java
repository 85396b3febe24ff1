package flotilla.ops.ctl;

import java.util.Map;
import picocli.CommandLine.Option;

/** Who changes something, and why. */
final class Author {

    @Option(names = "--by", paramLabel = "<name>", description = "Who changes it (your user name).")
    private String by = System.getProperty("user.name", "");

    @Option(names = "--why", paramLabel = "<words>", description = "Why, for those who look later.")
    private String why = "";

    /** As the API takes it. */
    Map<String, String> signed() {
        return Map.of("by", by, "why", why);
    }
}
