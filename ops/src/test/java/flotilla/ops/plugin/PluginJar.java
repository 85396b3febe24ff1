package flotilla.ops.plugin;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;

/** A jar of plug-ins, compiled from source as somebody else would do it. */
final class PluginJar {

    private final Path workshop;
    private final Map<String, String> services = new LinkedHashMap<>();
    private final List<Path> sources = new ArrayList<>();
    private boolean later;

    PluginJar(Path workshop) {
        this.workshop = workshop;
    }

    /** A class in no package. */
    PluginJar source(String name, String text) throws IOException {
        return source(Files.writeString(workshop.resolve(name + ".java"), text));
    }

    PluginJar source(Path file) {
        sources.add(file);
        return this;
    }

    PluginJar service(String port, String provider) {
        services.merge("META-INF/services/" + port, provider + "\n", String::concat);
        return this;
    }

    /** As if compiled for a later Java. */
    PluginJar forLaterJava() {
        later = true;
        return this;
    }

    Path write(Path jar) throws IOException {
        var classes = Files.createDirectories(workshop.resolve("classes"));
        if (!sources.isEmpty()) {
            compile(classes);
        }
        try (var out = new JarOutputStream(Files.newOutputStream(jar));
                var files = Files.walk(classes)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                var bytes = Files.readAllBytes(file);
                if (later) {
                    // The major version (JVM specification, section 4.1).
                    bytes[7]++;
                }
                put(out, classes.relativize(file).toString(), bytes);
            }
            for (var service : services.entrySet()) {
                put(out, service.getKey(), service.getValue().getBytes(java.nio.charset.StandardCharsets.UTF_8));
            }
        }
        return Files.setPosixFilePermissions(jar, PosixFilePermissions.fromString("rw-r--r--"));
    }

    private void compile(Path classes) throws IOException {
        var compiler = ToolProvider.getSystemJavaCompiler();
        var said = new StringWriter();
        try (var files = compiler.getStandardFileManager(null, null, null)) {
            var path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
            var options = List.of("-proc:none", "-d", classes.toString(), "-cp", path);
            var units = files.getJavaFileObjectsFromPaths(sources);
            if (!compiler.getTask(said, files, null, options, null, units).call()) {
                throw new AssertionError(said);
            }
        }
    }

    private static void put(JarOutputStream out, String name, byte[] bytes) throws IOException {
        out.putNextEntry(new JarEntry(name));
        out.write(bytes);
        out.closeEntry();
    }
}
