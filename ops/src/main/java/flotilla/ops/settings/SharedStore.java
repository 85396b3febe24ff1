package flotilla.ops.settings;

import flotilla.discovery.InvalidValue;
import flotilla.discovery.SharedText;
import flotilla.discovery.SharedText.Version;
import java.io.IOException;
import java.util.function.Consumer;

/** A document in a registry, which all nodes see and change by compare-and-set: with Consul, a key of its KV store. */
public final class SharedStore implements SettingsStore {

    private final SharedText text;
    private final String place;

    /** @param place names the registry's kind and the key, not how this node reaches it */
    public SharedStore(SharedText text, String place) {
        this.text = text;
        this.place = place;
    }

    @Override
    public void start(Consumer<? super Event> listener) {
        text.start(event -> listener.accept(
                switch (event) {
                    case SharedText.Event.Found(var version) -> found(version);
                    case SharedText.Event.Stale(var reason) -> new Event.Trouble(reason);
                }));
    }

    private Event found(Version version) {
        try {
            return new Event.Found(kept(version));
        } catch (IOException e) {
            return new Event.Trouble(String.valueOf(e.getMessage()));
        }
    }

    private Kept kept(Version version) throws IOException {
        if (version.revision() == 0) {
            return Kept.NOTHING;
        }
        try {
            return new Kept(DocumentJson.read(version.text()), version.revision());
        } catch (InvalidValue e) {
            throw new IOException("what stands in " + place + " cannot be used: " + e.getMessage(), e);
        }
    }

    @Override
    public Kept read() throws IOException {
        return kept(text.read());
    }

    @Override
    public boolean replace(Document document, long revision) throws IOException {
        return text.replace(DocumentJson.write(document), revision);
    }

    @Override
    public boolean shared() {
        return true;
    }

    @Override
    public boolean durable() {
        return true;
    }

    @Override
    public String place() {
        return place;
    }

    @Override
    public void close() {
        text.close();
    }
}
