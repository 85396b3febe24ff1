package flotilla.ops.process;

import flotilla.discovery.InvalidValue;
import flotilla.ops.config.Settings;
import flotilla.ops.process.unix.Account;
import flotilla.ops.process.unix.Ownership;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
        var rights = new Rights(settings, account);
        account.ifPresent(wanted -> {
            try {
                boolean root = Account.of("root", Optional.empty()).isOwn();
                InvalidValue.require(
                        root || wanted.isOwn(),
                        "user",
                        wanted.name(),
                        "a start by root, as nobody else may become another");
                if (!wanted.isOwn()) {
                    rights.requirePlainFiles();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        return rights;
    }

    /** What is opened while it is root still: where others may write, a link could have root write anywhere. */
    private void requirePlainFiles() throws IOException {
        for (var file : written().entrySet()) {
            var path = file.getValue();
            if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && !Ownership.liesWhereRootAloneWrites(path)) {
                InvalidValue.require(
                        Ownership.isPlain(path),
                        file.getKey(),
                        path,
                        "a regular file that has no other name, as others than root may write to its directory");
            }
        }
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
        var ownership = new Ownership(wanted);
        for (var path : files(upgradeSocket)) {
            ownership.give(
                    path,
                    left -> LOG.warn("{} stays whose it is, as it is a link, a pipe or a file of several names", left));
        }
    }

    private List<Path> files(Optional<Path> upgradeSocket) {
        var files = new ArrayList<>(written().values());
        upgradeSocket.ifPresent(files::add);
        settings.state().filter(Files::isDirectory).ifPresent(files::add);
        return files.stream().filter(Files::exists).toList();
    }

    /** The files that it writes, by the keys that name them. */
    private Map<String, Path> written() {
        var files = new LinkedHashMap<String, Path>();
        var process = settings.process();
        process.pidFile().ifPresent(path -> files.put("pid_file", path));
        process.errorLog().ifPresent(log -> files.put("error_log", log.path()));
        Optional.of(settings.accessLog().file())
                .filter(name -> settings.accessLog().enabled() && !name.equals("-"))
                .ifPresent(name -> files.put("access_log.file", Path.of(name)));
        settings.admin().auditLog().ifPresent(log -> files.put("admin.audit_log", log.path()));
        return files;
    }
}
