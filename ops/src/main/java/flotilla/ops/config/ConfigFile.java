package flotilla.ops.config;

import flotilla.discovery.Sources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads a configuration file: text to tree, tree to records, and then what only the whole can tell. */
public final class ConfigFile {

    private ConfigFile() {}

    /**
     * @param sources to check the URIs of sources with; nothing is opened
     * @throws InvalidConfig with every mistake in the file
     */
    public static Settings read(Path file, Sources sources) throws InvalidConfig {
        return Configuration.read(file, sources).settings();
    }

    static Settings parse(String name, String text, Sources sources) throws InvalidConfig {
        return configuration(Path.of(name), text, sources).settings();
    }

    /** Reads {@code text}; the file's name stands in front of its errors. */
    static Configuration configuration(Path file, String text, Sources sources) throws InvalidConfig {
        var problems = new Problems();
        var tree = compose(text, problems).filter(node -> isMap(node, problems));
        if (tree.isPresent()) {
            var layout = new Binder(problems).bind(tree.get(), "", Layout.class);
            requireVersion((MappingNode) tree.get(), problems);
            if (layout != null) {
                var settings = new Assembly(layout, problems, sources).settings();
                if (settings.isPresent() && problems.errors().isEmpty()) {
                    return new Configuration(file, text, layout, settings.get());
                }
            }
        }
        throw new InvalidConfig(file.toString(), problems.errors());
    }

    static String text(Path file) throws InvalidConfig {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException _) {
            throw unreadable(file, "no such file");
        } catch (CharacterCodingException _) {
            throw unreadable(file, "not UTF-8");
        } catch (IOException | UncheckedIOException e) {
            throw unreadable(file, "cannot be read: " + e.getMessage());
        }
    }

    private static InvalidConfig unreadable(Path file, String why) {
        return new InvalidConfig(file.toString(), List.of(new ConfigError(0, 0, "", why)));
    }

    private static Optional<Node> compose(String text, Problems problems) {
        try {
            var tree = new Compose(LoadSettings.builder().build()).composeString(text);
            if (tree.isEmpty()) {
                problems.say("", (Mark) null, "empty (expected: a map that begins with version: 1)");
            }
            return tree;
        } catch (MarkedYamlEngineException e) {
            problems.say("", e.getProblemMark().orElse(null), "not YAML: " + e.getProblem() + " (expected: YAML)");
        } catch (YamlEngineException e) {
            problems.say("", (Mark) null, "not YAML: " + e.getMessage() + " (expected: YAML)");
        }
        return Optional.empty();
    }

    private static boolean isMap(Node node, Problems problems) {
        if (!(node instanceof MappingNode)) {
            problems.say("", node, Problems.written(node) + " (expected: a map that begins with version: 1)");
            return false;
        }
        return true;
    }

    /** A file says its version, so that a later program can tell what an earlier one meant. */
    private static void requireVersion(MappingNode root, Problems problems) {
        boolean there = root.getValue().stream()
                .anyMatch(tuple -> Problems.written(tuple.getKeyNode()).equals("version"));
        if (!there) {
            problems.missing("", "version", String.valueOf(Layout.VERSION));
        }
    }
}
