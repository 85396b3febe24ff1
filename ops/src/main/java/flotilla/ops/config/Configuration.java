package flotilla.ops.config;

import flotilla.discovery.Sources;
import flotilla.ops.config.Written.Value;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/** A configuration file as it was read: its text, and what it comes to. */
public final class Configuration {

    private final Path file;
    private final String text;
    private final Settings settings;
    private final Written written;
    private final boolean watched;

    Configuration(Path file, String text, Layout layout, Settings settings) {
        this.file = file;
        this.text = text;
        this.settings = settings;
        this.written = Written.of(layout);
        this.watched = layout.reload().watch();
    }

    /**
     * Reads a file, and the files that it names.
     *
     * @param sources to check the URIs of sources with; nothing is opened
     * @throws InvalidConfig with every mistake in it
     */
    public static Configuration read(Path file, Sources sources) throws InvalidConfig {
        return of(file, ConfigFile.text(file), sources);
    }

    /** The same with a text that is to stand in the file's place. */
    public static Configuration of(Path file, String text, Sources sources) throws InvalidConfig {
        return ConfigFile.configuration(file, text, sources);
    }

    public Path file() {
        return file;
    }

    public String text() {
        return text;
    }

    public Settings settings() {
        return settings;
    }

    /** The files that were read with it and count as they were at that moment, with a digest of each. */
    public Map<Path, String> files() {
        return Map.copyOf(written.files());
    }

    /** The same as they are now. */
    public Map<Path, String> filesNow() {
        var now = new HashMap<Path, String>();
        written.files().keySet().forEach(named -> now.put(named, Written.digest(named)));
        return now;
    }

    /** Whether a process that runs by it looks for changes of its files. */
    public boolean watched() {
        return watched;
    }

    /** What becomes different when this one comes after another, by path. */
    public List<ConfigChange> after(Configuration before) {
        var paths = new HashSet<>(before.written.values().keySet());
        paths.addAll(written.values().keySet());
        var changes = new ArrayList<ConfigChange>();
        for (var path : paths) {
            var old = before.written.values().getOrDefault(path, new Value("", true));
            var now = written.values().getOrDefault(path, new Value("", true));
            boolean both = !old.text().isEmpty() && !now.text().isEmpty();
            if (!old.text().equals(now.text()) && (both || !old.usual() || !now.usual())) {
                changes.add(ConfigChange.of(path, old.text(), now.text(), follows(path, before)));
            }
        }
        changes.sort(Comparator.comparing(ConfigChange::path));
        return changes;
    }

    /** What this process is registered with in Consul stays as it was registered. */
    private boolean follows(String path, Configuration before) {
        var consul = before.settings.consul();
        return Live.covers(path) && !(consul.register() && path.equals("listeners." + consul.listener() + ".bind"));
    }
}
