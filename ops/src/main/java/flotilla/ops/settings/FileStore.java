package flotilla.ops.settings;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import flotilla.discovery.InvalidValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A document in a file of this node's own, or in memory alone if there is no directory to keep it in. Written beside the
 * file, to the disk, and put in its place by one rename. A file that cannot be used is put aside under another name, so
 * that it is there to look at and the next change has a place.
 */
public final class FileStore implements SettingsStore {

    private static final Logger LOG = LoggerFactory.getLogger(FileStore.class);

    private final Optional<Path> file;

    @GuardedBy("this") private Kept kept = Kept.NOTHING;

    /** @param file empty: in memory alone */
    public FileStore(Optional<Path> file) {
        this.file = file.map(Path::toAbsolutePath);
    }

    @Override
    public synchronized void start(Consumer<? super Event> listener) {
        if (file.isEmpty()) {
            listener.accept(new Event.Found(kept));
            return;
        }
        var path = file.get();
        try {
            kept = new Kept(DocumentJson.read(Files.readString(path, UTF_8)), 1);
            listener.accept(new Event.Found(kept));
        } catch (NoSuchFileException e) {
            LOG.debug("settings: {} is not there yet", path);
            listener.accept(new Event.Found(kept));
        } catch (InvalidValue | IOException e) {
            listener.accept(new Event.Trouble(
                    "what stands in " + place() + " cannot be used: " + e.getMessage() + WholeFile.putAside(path)));
        }
    }

    @Override
    public synchronized Kept read() {
        return kept;
    }

    @Override
    public synchronized boolean replace(Document document, long revision) throws IOException {
        if (revision != kept.revision()) {
            return false;
        }
        if (file.isPresent()) {
            WholeFile.write(file.get(), DocumentJson.write(document).getBytes(UTF_8));
        }
        kept = new Kept(document, revision + 1);
        return true;
    }

    @Override
    public boolean shared() {
        return false;
    }

    @Override
    public boolean durable() {
        return file.isPresent();
    }

    @Override
    public String place() {
        return file.map(path -> "the file " + path).orElse("memory alone: no state directory is configured");
    }

    @Override
    public void close() {}
}
