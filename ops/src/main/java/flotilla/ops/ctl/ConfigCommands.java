package flotilla.ops.ctl;

import flotilla.ops.ctl.LocalFile.Unusable;
import flotilla.ops.status.NodeClient;
import flotilla.ops.status.RefusedCall;
import flotilla.ops.status.RemoteConfig;
import flotilla.ops.status.Told;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The commands about a node's configuration. */
final class ConfigCommands {

    private ConfigCommands() {}

    /** {@code flotilla ctl reload} */
    @Command(
            name = "reload",
            usageHelpAutoWidth = true,
            sortOptions = false,
            separator = " ",
            description = "Has a node read its configuration again; or lets another file count there until a restart.")
    static final class Reload implements Asking {

        @Parameters(index = "0", arity = "0..1", paramLabel = "<file>", description = "Sent to the node.")
        private @Nullable Path file;

        @Mixin
        private Place place = new Place();

        @Mixin
        private Author author = new Author();

        @Override
        public Place place() {
            return place;
        }

        @Override
        public Told ask(NodeClient node) throws IOException, InterruptedException, RefusedCall, Unusable {
            return file == null
                    ? RemoteConfig.reload(node, author.signed())
                    : RemoteConfig.put(node, LocalFile.text(file), author.signed());
        }
    }

    /** {@code flotilla ctl diff} */
    @Command(
            name = "diff",
            usageHelpAutoWidth = true,
            sortOptions = false,
            separator = " ",
            description = "Shows what a file would change at a node; nothing is changed.")
    static final class Diff implements Asking {

        @Parameters(index = "0", paramLabel = "<file>", description = "Sent to the node.")
        private Path file = Path.of("");

        @Mixin
        private Place place = new Place();

        @Override
        public Place place() {
            return place;
        }

        @Override
        public Told ask(NodeClient node) throws IOException, InterruptedException, RefusedCall, Unusable {
            return RemoteConfig.diff(node, LocalFile.text(file));
        }
    }

    /** {@code flotilla ctl history} */
    @Command(
            name = "history",
            usageHelpAutoWidth = true,
            sortOptions = false,
            separator = " ",
            description = "Shows the configurations that have counted at a node, the newest first.")
    static final class History implements Asking {

        @Mixin
        private Place place = new Place();

        @Override
        public Place place() {
            return place;
        }

        @Override
        public Told ask(NodeClient node) throws IOException, InterruptedException, RefusedCall {
            return RemoteConfig.history(node);
        }
    }

    /** {@code flotilla ctl rollback} */
    @Command(
            name = "rollback",
            usageHelpAutoWidth = true,
            sortOptions = false,
            separator = " ",
            description = "Goes back to a configuration that has counted at a node.")
    static final class Rollback implements Asking {

        @Parameters(index = "0", paramLabel = "<revision>", description = "As history has it.")
        private long revision;

        @Mixin
        private Place place = new Place();

        @Mixin
        private Author author = new Author();

        @Override
        public Place place() {
            return place;
        }

        @Override
        public Told ask(NodeClient node) throws IOException, InterruptedException, RefusedCall {
            return RemoteConfig.rollBack(node, revision, author.signed());
        }
    }
}
