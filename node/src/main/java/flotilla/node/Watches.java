package flotilla.node;

import flotilla.discovery.Sources;
import flotilla.discovery.Upstream;
import flotilla.discovery.UpstreamEvent;
import flotilla.discovery.UpstreamWatch;
import flotilla.node.NodeConfig.UpstreamConfig;
import flotilla.node.route.TableEvent;
import java.net.URI;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * What a node watches: the sources of its configured upstreams, the registries whose services announce themselves, and the
 * sources of those services.
 *
 * <p>Threads: configured upstreams and registries are changed by one thread at a time, services by the table's keeper.
 */
final class Watches implements AutoCloseable {

    private final Sources sources;
    private final Consumer<TableEvent> keeper;
    private final Map<String, Configured> configured = new ConcurrentHashMap<>();
    private final Map<URI, Sources.Watch> registries = new ConcurrentHashMap<>();
    private final Map<String, Sources.Watch> services = new ConcurrentHashMap<>();

    private record Configured(List<URI> uris, UpstreamWatch watch) {}

    Watches(Sources sources, Consumer<TableEvent> keeper) {
        this.sources = sources;
        this.keeper = keeper;
    }

    /** Watches what a first configuration names. */
    void start(NodeConfig config) {
        config.upstreams()
                .forEach((name, upstream) -> configured.put(
                        name, new Configured(upstream.sources(), sources.watch(name, upstream.sources(), this::tell))));
        config.announcedBy().forEach(this::watchRegistry);
    }

    private void tell(UpstreamEvent event) {
        keeper.accept(new TableEvent.Discovered(event));
    }

    private void watchRegistry(URI registry) {
        registries.computeIfAbsent(
                registry,
                uri -> sources.watchRoutes(
                        uri, event -> keeper.accept(new TableEvent.RoutesAnnounced(uri.toString(), event))));
    }

    /** Watches the source of a service that announced itself. */
    void watchService(String name, URI source) {
        services.put(name, sources.watch(name, List.of(source), this::tell));
    }

    /** The service is gone. */
    void forgetService(String name) {
        var watch = services.remove(name);
        if (watch != null) {
            watch.close();
        }
    }

    /**
     * Opens what another configuration names besides; nothing is watched yet.
     *
     * @throws flotilla.discovery.InvalidValue if a URI is not understood; then nothing has changed
     */
    Turn turn(NodeConfig newer) {
        var turns = new LinkedHashMap<String, UpstreamWatch.Turn>();
        var next = new HashMap<String, Configured>();
        newer.upstreams().forEach((name, upstream) -> next.put(name, turned(name, upstream, turns)));
        return new Turn(newer, next, turns);
    }

    private Configured turned(String name, UpstreamConfig upstream, Map<String, UpstreamWatch.Turn> turns) {
        var present = configured.get(name);
        if (present != null && present.uris().equals(upstream.sources())) {
            return present;
        }
        var watch = present == null ? sources.prepare(name, this::tell) : present.watch();
        turns.put(name, watch.turn(upstream.sources()));
        return new Configured(upstream.sources(), watch);
    }

    /** Other sources that are about to count; see {@link UpstreamWatch.Turn}. */
    final class Turn {

        private final NodeConfig newer;
        private final Map<String, Configured> next;
        private final Map<String, UpstreamWatch.Turn> turns;

        private Turn(NodeConfig newer, Map<String, Configured> next, Map<String, UpstreamWatch.Turn> turns) {
            this.newer = newer;
            this.next = next;
            this.turns = turns;
        }

        void start() {
            turns.values().forEach(UpstreamWatch.Turn::start);
        }

        /** Upstreams some of whose sources have not listed their endpoints. */
        List<String> unheard() {
            return turns.entrySet().stream()
                    .filter(turn -> !turn.getValue().heard())
                    .map(Map.Entry::getKey)
                    .toList();
        }

        /** Lets them count; what each upstream with new sources has, as far as they have spoken. */
        Map<String, Upstream> take() {
            var listed = new LinkedHashMap<String, Upstream>();
            turns.forEach((name, turn) -> turn.take().ifPresent(upstream -> listed.put(name, upstream)));
            return listed;
        }

        void release() {
            turns.values().forEach(UpstreamWatch.Turn::release);
        }

        void abandon() {
            turns.values().forEach(UpstreamWatch.Turn::abandon);
        }

        /** The table has gone over: closes what nobody refers to, and watches the registries that are new. */
        void settle() {
            var before = Map.copyOf(configured);
            configured.putAll(next);
            before.forEach((name, gone) -> {
                if (!next.containsKey(name)) {
                    configured.remove(name);
                    gone.watch().close();
                }
            });
            List.copyOf(registries.keySet()).stream()
                    .filter(registry -> !newer.announcedBy().contains(registry))
                    .forEach(registry -> {
                        var watch = registries.remove(registry);
                        if (watch != null) {
                            watch.close();
                        }
                    });
            newer.announcedBy().forEach(Watches.this::watchRegistry);
        }
    }

    @Override
    public void close() {
        configured.values().forEach(one -> one.watch().close());
        registries.values().forEach(Sources.Watch::close);
        services.values().forEach(Sources.Watch::close);
    }
}
