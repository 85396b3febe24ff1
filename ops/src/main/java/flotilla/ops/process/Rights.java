package flotilla.ops.process;

import flotilla.discovery.InvalidValue;
import flotilla.ops.config.Settings;
import flotilla.ops.process.unix.Account;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives root's rights up once all is bound that needs them: ports below 1024, files in places that are root's. What the process
 * goes on to write is the new user's from then on.
 */
final class Rights {

    private static final Logger LOG = LoggerFactory.getLogger("flotilla");

    private final Settings settings;
    private final Optional<Account> account;

    private Rights(Settings settings, Optional<Account> account) {
        this.settings = settings;
        this.account = account;
    }

    /**
     * Looks the user up before anything begins.
     *
     * @throws InvalidValue if there is none of that name, or this process may not become another
     */
    static Rights of(Settings settings) {
        var process = settings.process();
        var account = process.user().map(name -> Account.of(name, process.group()));
        account.ifPresent(wanted -> {
            try {
                boolean root = Account.of("root", Optional.empty()).isOwn();
                InvalidValue.require(
                        root || wanted.isOwn(),
                        "user",
                        wanted.name(),
                        "a start by root, as nobody else may become another");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        return new Rights(settings, account);
    }

    /**
     * Gives them up.
     *
     * @param upgradeSocket under the name that it has now
     * @throws UncheckedIOException if they cannot be given up
     */
    void giveUp(Optional<Path> upgradeSocket) {
        account.ifPresent(wanted -> {
            try {
                if (!wanted.isOwn()) {
                    own(wanted, upgradeSocket);
                    wanted.become();
                    LOG.info("runs as {} from now on", wanted.name());
                }
            } catch (IOException e) {
                throw new UncheckedIOException("user " + wanted.name() + ": root's rights cannot be given up", e);
            }
        });
    }

    /** What this process has made for itself. */
    private void own(Account wanted, Optional<Path> upgradeSocket) throws IOException {
        for (var path : files(upgradeSocket)) {
            // By their numbers, which is all that a look-up of names in a container may know.
            Files.setAttribute(path, "unix:uid", wanted.user());
            Files.setAttribute(path, "unix:gid", wanted.group());
        }
    }

    private List<Path> files(Optional<Path> upgradeSocket) throws IOException {
        var process = settings.process();
        var files = new ArrayList<Path>();
        process.pidFile().ifPresent(files::add);
        process.errorLog().ifPresent(files::add);
        upgradeSocket.ifPresent(files::add);
        Optional.of(settings.accessLog().file())
                .filter(name -> settings.accessLog().enabled() && !name.equals("-"))
                .map(Path::of)
                .ifPresent(files::add);
        settings.admin().auditLog().ifPresent(files::add);
        if (settings.state().isPresent() && Files.isDirectory(settings.state().get())) {
            try (var below = Files.walk(settings.state().get())) {
                files.addAll(below.toList());
            }
        }
        return files.stream().filter(Files::exists).toList();
    }
}
