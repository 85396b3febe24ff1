package flotilla.discovery.consul;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a registry said last, kept in a file, so that a node can start while the registry is down. Replaced by an atomic
 * rename; a copy of another format, or of another source, is not used.
 *
 * @param <T> a record that Jackson can write and read
 */
final class LastKnownGood<T> {

    private static final Logger LOG = LoggerFactory.getLogger(LastKnownGood.class);
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int VERSION = 1;

    private final Optional<Path> file;
    private final String source;
    private final Class<T> type;
    private List<T> kept = List.of();
    private boolean warned;

    LastKnownGood(Optional<Path> directory, String kind, URI source, Class<T> type) {
        this.source = source.toString();
        this.type = type;
        this.file = directory.map(path -> path.resolve(name(kind, this.source)));
    }

    /** What was kept, nothing if there is no copy that can be used. */
    List<T> load() {
        if (file.isEmpty()) {
            return kept;
        }
        try {
            var root = JSON.readTree(Files.readAllBytes(file.get()));
            if (root.path("version").asInt() == VERSION
                    && root.path("source").asText().equals(source)) {
                var list = JSON.getTypeFactory().constructCollectionType(List.class, type);
                kept = List.copyOf(JSON.<List<T>>convertValue(root.path("items"), list));
            }
        } catch (NoSuchFileException e) {
            LOG.debug("{}: no last known good copy yet", source);
        } catch (IOException | IllegalArgumentException e) {
            LOG.warn("{}: the last known good copy {} cannot be used: {}", source, file.get(), e.toString());
        }
        return kept;
    }

    /** Keeps a list, unless it is the one that is kept. */
    void save(List<T> items) {
        if (file.isEmpty() || items.equals(kept)) {
            return;
        }
        try {
            replace(file.get(), json(items));
            kept = items;
            warned = false;
        } catch (IOException e) {
            if (!warned) {
                LOG.warn("{}: no last known good copy in {}: {}", source, file.get(), e.toString());
            }
            warned = true;
        }
    }

    private byte[] json(List<T> items) throws JsonProcessingException {
        var root = JSON.createObjectNode().put("version", VERSION).put("source", source);
        root.set("items", JSON.valueToTree(items));
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(root);
    }

    private static void replace(Path file, byte[] bytes) throws IOException {
        var directory = Files.createDirectories(file.toAbsolutePath().getParent());
        var next = Files.createTempFile(directory, file.getFileName().toString(), ".next");
        try {
            Files.write(next, bytes);
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(next);
        }
    }

    private static String name(String kind, String source) {
        var sum = new CRC32();
        sum.update(source.getBytes(StandardCharsets.UTF_8));
        return "consul-%s-%08x.json".formatted(kind.replaceAll("[^A-Za-z0-9_.-]", "_"), sum.getValue());
    }
}
