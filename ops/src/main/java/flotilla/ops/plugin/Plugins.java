package flotilla.ops.plugin;

import flotilla.discovery.InvalidValue;
import flotilla.discovery.UpstreamSource;
import flotilla.node.balance.Balancer;
import flotilla.node.balance.Balancers;
import flotilla.node.cluster.Cluster;
import flotilla.node.http.Stage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.zip.ZipException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The plug-ins of this process: each jar of a directory that provides upstream sources, balancers, stages or clusters. They
 * are there from the start to the end of the process; which of them are used, the configuration says.
 *
 * <p>All of them are made once before anything else begins, so that one that cannot be is known by its name then, and not
 * by the first request that needs another.
 */
public final class Plugins {

    private static final Logger LOG = LoggerFactory.getLogger(Plugins.class);

    /** A port of plug-ins: what it is called, and by what names a provider is known. */
    private record Kind<P>(String word, Class<P> port, Names<P> names) {}

    /** Asks a provider for its names. */
    private interface Names<P> {
        Set<String> of(P provider);
    }

    private static final List<Kind<?>> KINDS = List.of(
            new Kind<>("source", UpstreamSource.Provider.class, UpstreamSource.Provider::schemes),
            new Kind<>("balancer", Balancer.Provider.class, one -> Set.of(one.name())),
            new Kind<>("stage", Stage.Provider.class, one -> Set.of(one.name())),
            new Kind<>("cluster", Cluster.Provider.class, one -> Set.of(one.name())));

    private static final Integer ROOT = 0;

    private final Path directory;
    private final List<URLClassLoader> loaders = new ArrayList<>();
    private final Map<String, String> owners = new HashMap<>();

    private Plugins(Path directory) {
        this.directory = directory;
    }

    /**
     * Loads what is in a directory, for this thread and those that it and they start.
     *
     * @throws InvalidValue naming the jar that cannot be
     */
    public static void load(Path directory) {
        var plugins = new Plugins(directory);
        plugins.ownNames();
        plugins.jars().forEach(plugins::add);
        if (!plugins.loaders.isEmpty()) {
            Thread.currentThread()
                    .setContextClassLoader(new PluginLoaders(Plugins.class.getClassLoader(), plugins.loaders));
        }
    }

    /** The names that are the program's own. */
    private void ownNames() {
        for (var kind : KINDS) {
            providers(kind, Plugins.class.getClassLoader())
                    .forEach(name -> owners.put(kind.word() + " " + name, "Flotilla"));
        }
        Balancers.builtIn().forEach(name -> owners.put("balancer " + name, "Flotilla"));
    }

    private List<Path> jars() {
        try (var files = Files.list(directory)) {
            requireSafe(directory);
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new InvalidValue("plugins", directory, "a directory that can be read: " + e);
        }
    }

    /** Who may write there may do whatever this process may. */
    private static void requireSafe(Path path) throws IOException {
        var permissions = Files.getPosixFilePermissions(path);
        InvalidValue.require(
                !permissions.contains(PosixFilePermission.OTHERS_WRITE)
                        && !permissions.contains(PosixFilePermission.GROUP_WRITE),
                "plugins",
                path,
                "a place that nobody but its owner can write to (chmod go-w)");
        var owner = Files.getAttribute(path, "unix:uid");
        InvalidValue.require(
                owner.equals(ROOT) || owner.equals(ownUser()),
                "plugins",
                path,
                "a place of root or of the user who starts flotilla (chown); this one belongs to user " + owner);
    }

    /** The number of the user that this process is of. */
    private static Object ownUser() throws IOException {
        var process = Path.of("/proc/self");
        return Files.getAttribute(
                Files.exists(process) ? process : Path.of(System.getProperty("user.home")), "unix:uid");
    }

    /** A class loader finds nothing in what is none, and does not say why. */
    private static void requireJar(Path jar) throws IOException {
        try (var opened = new JarFile(jar.toFile())) {
            LOG.debug("plug-in {}: {} entries", jar.getFileName(), opened.size());
        } catch (ZipException e) {
            throw new InvalidValue("plugins", jar, "a jar that can be read; " + e.getMessage());
        }
    }

    private void add(Path jar) {
        try {
            var real = jar.toRealPath();
            requireSafe(real);
            requireSafe(Objects.requireNonNull(real.getParent()));
            requireJar(jar);
            var loader = new URLClassLoader(
                    jar.getFileName().toString(), new URL[] {url(jar)}, new ApiLoader(Plugins.class.getClassLoader()));
            loaders.add(loader);
            var provided = new ArrayList<String>();
            for (var kind : KINDS) {
                providers(kind, loader).forEach(name -> provided.add(kind.word() + " " + name));
            }
            InvalidValue.require(
                    !provided.isEmpty(),
                    "plugins",
                    jar,
                    "a jar with a service file of a source, balancer, stage or cluster");
            provided.forEach(what -> own(what, jar));
            LOG.info("plug-in {}: {}", jar.getFileName(), String.join(", ", provided));
        } catch (InvalidValue e) {
            throw e;
        } catch (ServiceConfigurationError | RuntimeException | LinkageError | AssertionError | StackOverflowError e) {
            throw new InvalidValue("plugins", jar, remedy(e));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String remedy(Throwable e) {
        int java = Runtime.version().feature();
        return e instanceof UnsupportedClassVersionError
                ? "classes of Java " + java + " or older: build it with --release " + java + "; " + e.getMessage()
                : "providers that can be made; " + reason(e);
    }

    private static String reason(Throwable e) {
        var cause = e.getCause();
        var said = e instanceof ServiceConfigurationError ? String.valueOf(e.getMessage()) : e.toString();
        return cause == null ? said : said + ": " + cause;
    }

    private static URL url(Path jar) throws MalformedURLException {
        return jar.toUri().toURL();
    }

    private void own(String what, Path jar) {
        var owner = owners.putIfAbsent(what, jar.getFileName().toString());
        InvalidValue.require(
                owner == null,
                "plugins",
                jar,
                "names of its own; there is a " + what + " already, of " + owner + ": remove one of the two");
    }

    private static <P> List<String> providers(Kind<P> kind, ClassLoader loader) {
        return ServiceLoader.load(kind.port(), loader).stream()
                .map(ServiceLoader.Provider::get)
                .flatMap(provider -> kind.names().of(provider).stream())
                .toList();
    }
}
