package flotilla.discovery.fixed;

import flotilla.discovery.Address;
import flotilla.discovery.Endpoint;
import flotilla.discovery.Priority;
import flotilla.discovery.SourceContext;
import flotilla.discovery.SourceEvent;
import flotilla.discovery.SourceUri;
import flotilla.discovery.UpstreamSource;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** The endpoints that its URI lists; speaks once, before {@link #start} returns. */
public final class FixedSource implements UpstreamSource {

    private static final String FORM =
            "fixed:host:port[;weight=n][;zone=z][;protocol=p][;priority=n][;backup=true],...";
    private static final Set<String> LABELS = Set.of("zone", "protocol");

    private final List<Endpoint> endpoints;

    private FixedSource(List<Endpoint> endpoints) {
        this.endpoints = endpoints;
    }

    /** Reads the endpoints from {@code fixed:...}. */
    public static FixedSource of(URI uri) {
        var parts = SourceUri.of(uri).onlyParameters(Set.of());
        parts.require(parts.authority().isEmpty() && !parts.path().isEmpty(), FORM);
        var endpoints = new ArrayList<Endpoint>();
        for (var text : parts.path().split(",", -1)) {
            endpoints.add(endpoint(parts, text.strip()));
        }
        return new FixedSource(List.copyOf(endpoints));
    }

    @Override
    public void start(Consumer<? super SourceEvent> listener) {
        listener.accept(new SourceEvent.Snapshot(endpoints));
    }

    @Override
    public void close() {}

    private static Endpoint endpoint(SourceUri uri, String text) {
        var words = text.split(";", -1);
        var address = Address.parse(words[0])
                .orElseThrow(() -> uri.refusal(FORM + "; \"" + words[0] + "\" is not host:port"));
        Map<String, String> labels = new LinkedHashMap<>();
        var weight = 1;
        for (var i = 1; i < words.length; i++) {
            var equals = words[i].indexOf('=');
            var name = equals < 0 ? words[i] : words[i].substring(0, equals);
            var value = equals < 0 ? "" : words[i].substring(equals + 1);
            if (name.equals("weight")) {
                weight = weight(uri, value);
            } else if (name.equals(Priority.LABEL) || name.equals("backup")) {
                uri.require(!labels.containsKey(Priority.LABEL), "priority or backup, once; got \"" + text + "\"");
                labels.put(Priority.LABEL, priority(uri, name, value));
            } else {
                uri.require(LABELS.contains(name) && !value.isEmpty(), FORM + "; got \"" + words[i] + "\"");
                labels.put(name, value);
            }
        }
        return new Endpoint(address.host(), address.port(), weight, Endpoint.Condition.SERVING, labels);
    }

    private static String priority(SourceUri uri, String name, String value) {
        if (name.equals("backup")) {
            uri.require(value.equals("true"), "backup=true, or nothing; got \"backup=" + value + "\"");
            return Priority.BACKUP;
        }
        uri.require(
                Priority.parse(value).isPresent(), "a priority from " + Priority.EXPECTED + "; got \"" + value + "\"");
        return value;
    }

    private static int weight(SourceUri uri, String text) {
        uri.require(
                text.matches("\\d{1,5}") && Integer.parseInt(text) <= Endpoint.MAX_WEIGHT,
                "a weight from 0 to " + Endpoint.MAX_WEIGHT + "; got \"" + text + "\"");
        return Integer.parseInt(text);
    }

    /** Understands {@code fixed:}. */
    public static final class Provider implements UpstreamSource.Provider {

        @Override
        public Set<String> schemes() {
            return Set.of("fixed");
        }

        @Override
        public UpstreamSource open(URI uri, SourceContext context) {
            return of(uri);
        }
    }
}
