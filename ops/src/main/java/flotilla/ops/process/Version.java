package flotilla.ops.process;

import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which version of the program runs. */
public final class Version {

    private static final Logger LOG = LoggerFactory.getLogger("flotilla");

    private Version() {}

    /** As the jar's manifest says; {@code (unpackaged)} if it runs from no jar. */
    public static String own() {
        return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
                .orElse("(unpackaged)");
    }

    /** As the first line of a log. */
    static void say() {
        LOG.info(
                "flotilla {}: process {}, Java {}",
                own(),
                ProcessHandle.current().pid(),
                Runtime.version());
    }
}
