package flotilla.ops.process.upgrade;

import flotilla.ops.FlotillaProcess;
import flotilla.ops.Main;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;

/** The program as a jar somewhere else and of a version of its own, as a deployment puts it beside the one that runs. */
final class ProgramJar {

    private ProgramJar() {}

    /** Packs it; returns the class path on which it is found. */
    static String classPath(Path jar, String version) throws IOException {
        return classPath(jar, version, "nothing");
    }

    /** The same without a class. */
    static String classPath(Path jar, String version, String missing) throws IOException {
        var classes = classes();
        write(jar, version, classes, Path.of(missing.replace('.', '/') + ".class"));
        return Arrays.stream(FlotillaProcess.CLASS_PATH.split(File.pathSeparator))
                .map(entry -> Path.of(entry).equals(classes) ? jar.toString() : entry)
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static Path classes() {
        try {
            return Path.of(Main.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    private static void write(Path jar, String version, Path classes, Path missing) throws IOException {
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.IMPLEMENTATION_VERSION, version);
        Files.createDirectories(jar.getParent());
        try (var out = new JarOutputStream(Files.newOutputStream(jar), manifest);
                var all = Files.walk(classes)) {
            for (var file : all.filter(Files::isRegularFile)
                    .filter(each -> !each.endsWith(missing))
                    .toList()) {
                out.putNextEntry(new ZipEntry(classes.relativize(file).toString()));
                Files.copy(file, out);
            }
        }
    }
}
