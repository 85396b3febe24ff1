package flotilla.ops.config;

import flotilla.discovery.InvalidValue;
import flotilla.discovery.Sources;
import flotilla.node.NodeConfig;
import flotilla.node.NodeConfig.UpstreamConfig;
import flotilla.node.balance.BalancePolicy;
import flotilla.node.balance.Balancer;
import flotilla.node.balance.Balancers;
import flotilla.node.cluster.Member;
import flotilla.node.cluster.hazelcast.ClusterPolicy;
import flotilla.node.health.Eviction;
import flotilla.node.http.Stages;
import flotilla.node.route.Route;
import flotilla.node.route.StagePolicy;
import flotilla.node.route.UpstreamPolicy;
import flotilla.ops.admin.AdminPolicy;
import flotilla.ops.settings.SettingsPolicy;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Puts the settings together from a file's parts and checks what no part can tell alone. */
final class Assembly {

    /** Keys of a route that mean nothing without an upstream. */
    private static final List<String> OF_UPSTREAMS_ALONE = List.of("strip_prefix", "priority", "maintenance");

    private final Layout layout;
    private final Problems problems;
    private final Sources sources;
    private final TlsFiles tlsFiles;
    private final StickySessions sticky;
    private final Pages pages;

    Assembly(Layout layout, Problems problems, Sources sources) {
        this.layout = layout;
        this.problems = problems;
        this.sources = sources;
        this.tlsFiles = new TlsFiles(problems);
        this.sticky = new StickySessions(layout, problems);
        this.pages = new Pages(problems);
    }

    /** Empty if there is nothing to make settings of; the result is only good if no problem was noted. */
    Optional<Settings> settings() {
        var listeners = layout.listeners();
        requireListeners();
        var upstreams = upstreams();
        var routes = routes();
        var announcedBy = announcedBy();
        sticky.checkNames();
        new Fallbacks(layout, problems).check();
        new LaterFiles(layout, problems, tlsFiles).check();
        var scale = new ScaleChecks(layout, problems).rules();
        if (layout.routes().isEmpty() && announcedBy.isEmpty() && !problems.wrong("routes")) {
            problems.expected("routes", "none", "at least one, or consul.routes: true");
        }
        if (listeners.isEmpty()) {
            return Optional.empty();
        }
        var node = new NodeConfig(
                layout.threads(),
                listeners,
                upstreams,
                routes,
                announcedBy,
                announced(),
                layout.limits(),
                layout.zone());
        return Optional.of(new Settings(
                node,
                layout.accessLog(),
                layout.log(),
                layout.tracing(),
                layout.metrics(),
                layout.admin().policy(tlsFiles),
                consul(),
                cluster(),
                layout.state(),
                changeable(),
                process(),
                scale));
    }

    private ProcessPolicy process() {
        return new ProcessPolicy(
                layout.pidFile(),
                layout.errorLog(),
                layout.upgradeSock(),
                layout.stopTimeout(),
                layout.drainTimeout(),
                layout.user(),
                layout.group(),
                layout.warmUp());
    }

    private void requireListeners() {
        if (layout.listeners().isEmpty() && !problems.wrong("listeners")) {
            problems.expected("listeners", "none", "at least one");
        }
        var binds = new Binds();
        if (!layout.admin().bind().equals(AdminPolicy.OFF.bind())) {
            binds.take("admin", layout.admin().bind());
        }
        layout.cluster()
                .filter(cluster -> cluster.plugin().isEmpty())
                .flatMap(cluster -> binds.take("cluster", cluster.bind()))
                .ifPresent(expected -> problems.expected(
                        "cluster.bind", layout.cluster().orElseThrow().bind(), expected));
        layout.listeners()
                .forEach((name, listener) -> binds.take(name, listener.bind()).ifPresent(expected -> {
                    var path = "listeners." + name + (problems.knows("listeners." + name + ".bind") ? ".bind" : "");
                    problems.expected(path, listener.bind(), expected);
                }));
    }

    private Map<String, UpstreamConfig> upstreams() {
        var upstreams = new LinkedHashMap<String, UpstreamConfig>();
        layout.upstreams().forEach((name, upstream) -> {
            var path = "upstreams." + name;
            if (name.equals("other")) {
                problems.expected(path, name, "another name, as metrics call all those without series of their own so");
            }
            checkBalancer(path, upstream);
            var uris = sources(path, upstream);
            var policy = upstream.policy(
                    tlsFiles.load(path + ".tls", upstream.tls()), sticky.load(path + ".sticky", upstream.sticky()));
            if (!uris.isEmpty()) {
                upstreams.put(name, new UpstreamConfig(uris, policy));
            }
        });
        return upstreams;
    }

    private UpstreamPolicy announced() {
        var announced = layout.consul().announced();
        balancer("consul.announced.balance", announced.balance());
        return announced.policy(
                tlsFiles.load("consul.announced.tls", announced.tls()),
                sticky.load("consul.announced.sticky", announced.sticky()));
    }

    private void checkBalancer(String path, UpstreamLayout upstream) {
        boolean gradual = upstream.outliers().eviction() == Eviction.GRADUAL;
        balancer(path + ".balance", upstream.balance())
                .filter(balancer -> gradual && !balancer.ramps())
                .ifPresent(balancer -> problems.expected(
                        path + ".outliers.eviction",
                        "gradual",
                        "immediate, as " + balancer.name() + " knows no parts of weights"));
    }

    private Optional<Balancer> balancer(String path, BalancePolicy policy) {
        try {
            return Optional.of(Balancers.create(policy));
        } catch (InvalidValue invalid) {
            refused(path, Names.snake(invalid.component()), invalid);
            return Optional.empty();
        }
    }

    /** What a plug-in does not understand is an option, unless there is no such plug-in. */
    private static String plugInKey(InvalidValue invalid) {
        return invalid.component().equals("name") ? "name" : "options." + invalid.component();
    }

    /** Notes it at the key below a path, or at the path itself where a short form leaves the key out. */
    private void refused(String path, String key, InvalidValue invalid) {
        var whole = path + "." + key;
        problems.expected(problems.knows(whole) ? whole : path, invalid.value(), invalid.expected());
    }

    private List<URI> sources(String path, UpstreamLayout upstream) {
        boolean one = problems.knows(path + ".source");
        boolean several = problems.knows(path + ".sources");
        if (one && several) {
            problems.expected(path + ".source", "", "source or sources, not both");
        } else if (!one && !several) {
            problems.missing(path, path + ".source", "a URI such as consul://shop or fixed:10.0.0.1:80");
        } else if (several && upstream.sources().isEmpty() && !problems.wrongBelow(path + ".sources")) {
            problems.expected(path + ".sources", "[]", "at least one URI");
        }
        var uris = new ArrayList<URI>();
        upstream.source().ifPresent(uri -> check(path + ".source", uri, uris));
        for (int i = 0; i < upstream.sources().size(); i++) {
            check(path + ".sources[" + i + "]", upstream.sources().get(i), uris);
        }
        return uris;
    }

    private void check(String path, URI uri, List<URI> checked) {
        try {
            var located = ConsulUris.complete(uri, layout.consul());
            sources.check(located);
            checked.add(located);
        } catch (InvalidValue invalid) {
            problems.expected(path, invalid.value(), invalid.expected());
        }
    }

    private List<Route> routes() {
        var routes = new ArrayList<Route>();
        var names = new HashSet<String>();
        var matches = new HashSet<>();
        for (int i = 0; i < layout.routes().size(); i++) {
            var path = "routes[" + i + "]";
            if (problems.wrongBelow(path)) {
                continue;
            }
            var written = layout.routes().get(i);
            var route = written.route(
                    pages.answer(path + ".respond", written.respond()),
                    pages.page(path + ".maintenance", written.maintenance()));
            checkUpstream(path, written.upstream());
            checkStages(path, written.stages());
            checkTracing(path);
            if (!matches.add(route.match())) {
                problems.say(
                        path,
                        problems.at(path),
                        route.match().host() + route.match().path()
                                + " (expected: a host and path that no other route has)");
            } else if (!names.add(route.name())) {
                problems.expected(path + ".name", route.name(), "a name that no other route has");
            }
            routes.add(route);
        }
        return routes;
    }

    private void checkStages(String path, List<StagePolicy> stages) {
        for (int i = 0; i < stages.size(); i++) {
            var stage = path + ".stages[" + i + "]";
            try {
                Stages.check(stages.get(i));
            } catch (InvalidValue invalid) {
                refused(stage, plugInKey(invalid), invalid);
            }
        }
    }

    private void checkTracing(String path) {
        var key = path + ".trace_sample";
        if (problems.knows(key) && !problems.knows("tracing")) {
            problems.expected(key, "", "tracing as well, as without it nothing is recorded");
        }
    }

    private void checkUpstream(String path, String upstream) {
        if (problems.knows(path + ".respond")) {
            if (problems.knows(path + ".upstream")) {
                problems.expected(path + ".upstream", upstream, "upstream or respond, not both");
            }
            OF_UPSTREAMS_ALONE.stream()
                    .map(key -> path + "." + key)
                    .filter(problems::knows)
                    .forEach(key -> problems.expected(key, "", "to be left out, as the route answers by itself"));
        } else if (!problems.knows(path + ".upstream")) {
            problems.missing(path, path + ".upstream", "the name of an upstream, or respond");
        } else if (!layout.upstreams().containsKey(upstream) && !problems.knows("upstreams." + upstream)) {
            var known = layout.upstreams().keySet();
            var hint = Names.nearest(upstream, known)
                    .map(name -> "; did you mean " + name + "?")
                    .orElse(known.isEmpty() ? "; there are none" : ": " + String.join(", ", known));
            problems.expected(path + ".upstream", upstream, "the name of an upstream" + hint);
        }
    }

    private List<URI> announcedBy() {
        return layout.consul().routes() ? List.of(ConsulUris.registry(layout.consul())) : List.of();
    }

    private ConsulPolicy consul() {
        var consul = layout.consul();
        var names = List.copyOf(layout.listeners().keySet());
        if (consul.listener().isEmpty()) {
            return consul.withListener(names.getFirst());
        } else if (!names.contains(consul.listener())) {
            problems.expected("consul.listener", consul.listener(), "a listener: " + String.join(", ", names));
        }
        return consul;
    }

    /** What the built-in cluster needs would be for nobody. */
    private void checkPluggedCluster() {
        List.of("bind", "join", "tls", "insecure").stream()
                .map(key -> "cluster." + key)
                .filter(problems::knows)
                .forEach(key -> problems.expected(key, "", "to be left out, as cluster.plugin says how members meet"));
        layout.cluster().flatMap(ClusterLayout::plugin).ifPresent(plugin -> {
            try {
                plugin.open(new Member("check", 1)).close();
            } catch (InvalidValue invalid) {
                refused("cluster.plugin", plugInKey(invalid), invalid);
            }
        });
    }

    private SettingsPolicy changeable() {
        var consul = layout.consul();
        var cluster = layout.cluster();
        boolean namesConsul = !consul.agents().isEmpty()
                || consul.register()
                || consul.routes()
                || cluster.isPresent() && cluster.get().join().places().contains(ClusterPolicy.CONSUL);
        return layout.settings()
                .settled(namesConsul, cluster.map(ClusterLayout::name).orElse(ClusterPolicy.DEFAULT_NAME));
    }

    private Optional<ClusterPolicy> cluster() {
        if (layout.cluster().isEmpty() || problems.wrongBelow("cluster")) {
            return Optional.empty();
        }
        if (problems.knows("cluster.plugin")) {
            checkPluggedCluster();
        } else if (!problems.knows("cluster.bind")) {
            problems.missing("cluster", "cluster.bind", "<host>:<port> where the other nodes reach this one");
            return Optional.empty();
        }
        try {
            return Optional.of(layout.cluster().get().policy(HostName.ofThisMachine()));
        } catch (InvalidValue invalid) {
            problems.expected("cluster." + Names.snake(invalid.component()), invalid.value(), invalid.expected());
            return Optional.empty();
        }
    }
}
