package flotilla.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ops/bin/flotilla} with a jar of the classes here, and with its cache in every state: it always starts and serves. */
class LauncherTest {

    /** The JVM ends if it cannot use the cache that it is given. */
    private static final String ONLY_FROM_CACHE = "-Xmx256m -XX:AOTMode=on";

    @TempDir
    private static Path installed;

    private static Path kept;
    private static String firstWords = "";

    @BeforeAll
    static void installAndPrepare() throws Exception {
        Files.copy(Path.of("bin/flotilla"), installed.resolve("flotilla"), StandardCopyOption.COPY_ATTRIBUTES);
        pack();
        Files.writeString(installed.resolve("flotilla.yaml"), """
                version: 1
                admin: off
                warm_up: 0s
                listeners: { web: 127.0.0.1:0 }
                routes: [ { respond: { status: 204 } } ]
                """);
        firstWords = prepared();
        kept = Files.createDirectory(installed.resolve("kept"));
        for (var name : List.of("flotilla.aot", "flotilla.aot.release")) {
            Files.copy(installed.resolve(name), kept.resolve(name), StandardCopyOption.COPY_ATTRIBUTES);
        }
    }

    /** Ten seconds of CPU, and nobody knows how many others want theirs; returns what it said. */
    private static String prepared() throws Exception {
        var said = installed.resolve("said.txt");
        var builder =
                new ProcessBuilder(command("prepare")).redirectErrorStream(true).redirectOutput(said.toFile());
        builder.environment().putAll(environment(""));
        var process = builder.start();
        assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(said)).isZero();
        return Files.readString(said);
    }

    @BeforeEach
    void restoreTheCache() throws IOException {
        for (var name : List.of("flotilla.aot", "flotilla.aot.release")) {
            Files.copy(
                    kept.resolve(name),
                    installed.resolve(name),
                    StandardCopyOption.COPY_ATTRIBUTES,
                    StandardCopyOption.REPLACE_EXISTING);
        }
    }

    @Test
    void startsFromTheCacheThatWasMade() throws Exception {
        assertThat(firstWords).contains("preparing a fast start, once").doesNotContain("no fast start");

        try (var next = launch(ONLY_FROM_CACHE)) {
            assertServes(next);
            assertThat(next.err()).doesNotContain("fast start");
        }
    }

    @Test
    void prepareHasNothingToDoWhereTheCacheIsThere() throws Exception {
        try (var preparing = FlotillaProcess.startCommand(environment(""), command("prepare"))) {
            assertThat(preparing.exitCode()).isZero();
            assertThat(preparing.err()).isEmpty();
        }
    }

    @Test
    void startsWithoutACacheThatCouldNotBeMade() throws Exception {
        Files.delete(installed.resolve("flotilla.aot"));

        try (var process = launch("")) {
            assertServes(process);
        }
        try (var preparing = FlotillaProcess.startCommand(environment(""), command("prepare"))) {
            assertThat(preparing.exitCode()).isEqualTo(1);
            assertThat(preparing.err()).contains("no fast start: ", "flotilla.aot could not be made; all else works");
        }
    }

    @Test
    void startsBesideABrokenCache() throws Exception {
        var whole = Files.readAllBytes(kept.resolve("flotilla.aot"));
        for (var broken : List.of(
                Arrays.copyOf(whole, whole.length / 2), "no cache".getBytes(StandardCharsets.US_ASCII), new byte[0])) {
            Files.write(installed.resolve("flotilla.aot"), broken);

            try (var process = launch("")) {
                assertServes(process);
            }
        }
    }

    /** As after a copy that keeps no dates, or of a jar that happens to have the other one's size. */
    @Test
    void startsBesideTheCacheOfAnotherJar() throws Exception {
        var jar = installed.resolve("flotilla.jar");
        var date = Files.getLastModifiedTime(jar);
        Files.setLastModifiedTime(jar, FileTime.fromMillis(date.toMillis() - 100_000));
        try {
            try (var stale = launch(ONLY_FROM_CACHE)) {
                assertThat(stale.exitCode()).as("it is stale for the JVM").isNotZero();
            }
            try (var process = launch("")) {
                assertServes(process);
            }
        } finally {
            Files.setLastModifiedTime(jar, date);
        }
    }

    private static FlotillaProcess launch(String options) throws IOException {
        return FlotillaProcess.startCommand(
                environment(options),
                command("-c", installed.resolve("flotilla.yaml").toString()));
    }

    private static Map<String, String> environment(String options) {
        return Map.of("FLOTILLA_JAVA_HOME", System.getProperty("java.home"), "FLOTILLA_JAVA_OPTS", options);
    }

    private static List<String> command(String... arguments) {
        var command = new ArrayList<>(List.of(installed.resolve("flotilla").toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    private static void assertServes(FlotillaProcess process) throws Exception {
        try (var client = new Socket(InetAddress.getLoopbackAddress(), process.port("listener web: on "))) {
            client.setSoTimeout(60_000);
            client.getOutputStream().write("GET / HTTP/1.1\r\nHost: test\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(client.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.1 204");
        }
        process.signal("TERM");
        assertThat(process.exitCode()).isZero();
    }

    /** A jar for each directory of classes; the one of the program names the others, and the libraries. */
    private static void pack() throws IOException {
        var classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        var main = Path.of("target", "classes").toAbsolutePath();
        var others = new ArrayList<String>();
        for (var entry : classPath.split(File.pathSeparator)) {
            var path = Path.of(entry);
            if (path.endsWith(Path.of("target", "classes")) && !path.equals(main)) {
                var jar = installed.resolve("part-" + others.size() + ".jar");
                pack(path, jar, new Manifest());
                others.add(installed.relativize(jar).toString());
            } else if (entry.endsWith(".jar")) {
                others.add(installed.relativize(path).toString());
            }
        }
        pack(main, installed.resolve("flotilla.jar"), manifest(String.join(" ", others)));
    }

    private static Manifest manifest(String classPath) {
        var manifest = new Manifest();
        var entries = manifest.getMainAttributes();
        entries.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        entries.put(Attributes.Name.MAIN_CLASS, "flotilla.ops.Main");
        entries.put(Attributes.Name.CLASS_PATH, classPath);
        entries.putValue("Add-Opens", "java.base/sun.nio.ch");
        entries.putValue("Enable-Native-Access", "ALL-UNNAMED");
        return manifest;
    }

    private static void pack(Path classes, Path jar, Manifest manifest) throws IOException {
        try (var out = new JarOutputStream(Files.newOutputStream(jar), manifest);
                var files = Files.walk(classes)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(
                        new ZipEntry(classes.relativize(file).toString().replace(File.separatorChar, '/')));
                Files.copy(file, out);
            }
        }
    }
}
