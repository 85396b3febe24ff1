package flotilla.ops.config;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flotilla.discovery.SourceContext;
import flotilla.discovery.Sources;
import flotilla.discovery.Time;
import flotilla.node.NodeConfig.NodeLimits;
import flotilla.node.NodeConfig.UpstreamConfig;
import flotilla.node.balance.SlowStart;
import flotilla.node.cluster.hazelcast.ClusterPolicy;
import flotilla.node.cluster.tunnel.MemberTls;
import flotilla.node.health.Eviction;
import flotilla.node.health.HealthPolicy;
import flotilla.node.health.OutlierPolicy;
import flotilla.node.io.front.ListenerPolicy;
import flotilla.node.resilience.BreakerPolicy;
import flotilla.node.resilience.ConcurrencyPolicy;
import flotilla.node.resilience.HedgePolicy;
import flotilla.node.resilience.RequestPriority;
import flotilla.node.resilience.RetryPolicy;
import flotilla.node.route.RatePolicy;
import flotilla.node.route.Route;
import flotilla.node.route.RouteMatch;
import flotilla.node.telemetry.Visibility.AccessLogging;
import flotilla.ops.admin.AdminPolicy;
import flotilla.ops.cert.Authority;
import flotilla.ops.cert.CertificateFiles;
import flotilla.ops.log.AccessLogPolicy;
import flotilla.ops.log.Field;
import flotilla.ops.log.RotatePolicy;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFileTest {

    private static final String SMALL = """
            version: 1
            listeners: { web: 127.0.0.1:8080 }
            upstreams: { shop: { source: 'fixed:127.0.0.1:81', balance: round_robin } }
            routes: [ { upstream: shop } ]
            """;

    @Test
    void takesWhatIsLeftOutFromTheDefaults() throws InvalidConfig {
        var settings = parse(SMALL);

        assertThat(settings.node().listeners())
                .containsExactlyEntriesOf(Map.of("web", ListenerPolicy.DEFAULT.withBind("127.0.0.1:8080")));
        assertThat(settings.node().limits()).isEqualTo(NodeLimits.DEFAULT);
        assertThat(settings.admin()).isEqualTo(AdminPolicy.DEFAULT);
        assertThat(settings.accessLog()).isEqualTo(AccessLogPolicy.DEFAULT);
        assertThat(settings.process().pidFile()).isEmpty();
        assertThat(settings.node().routes().getFirst().match()).isEqualTo(RouteMatch.any());
        assertThat(settings.node().routes().getFirst().name()).isEqualTo("*/");
    }

    @Test
    void aClusterMayBeJoinedInOnePlaceOrSeveral(@TempDir Path directory) throws Exception {
        var authority = Authority.make("edge", Duration.ofDays(30), Instant.now());
        var files = new CertificateFiles(directory);
        files.writeCertificate("ca", authority.own().certificate());
        files.write("a", authority.sign("a", List.of(), Duration.ofDays(10), Instant.now()));
        var one = parse(SMALL + "cluster: { node: a, bind: 127.0.0.1:7443, join: consul }");
        var several = parse(SMALL + """
                cluster:
                  name: edge
                  bind: 8.8.8.8:7443
                  join: [consul, '10.0.0.6:7443']
                  tls: { ca: %1$s/ca.pem, certificate: %1$s/a.pem, key: %1$s/a.key }
                """.formatted(directory));

        assertThat(parse(SMALL).cluster()).isEmpty();
        assertThat(parse(SMALL + "cluster: { bind: ':7443' }")
                        .cluster()
                        .orElseThrow()
                        .bind())
                .matches("[^:]+:7443");
        assertThat(one.cluster())
                .contains(new ClusterPolicy(
                        "flotilla", "a", "127.0.0.1:7443", List.of("consul"), Optional.empty(), false));
        var policy = several.cluster().orElseThrow();
        assertThat(policy.join()).containsExactly("consul", "10.0.0.6:7443");
        assertThat(policy.tls())
                .contains(new MemberTls(
                        directory.resolve("ca.pem"), directory.resolve("a.pem"), directory.resolve("a.key")));
        assertThat(policy.node()).isNotEmpty();
    }

    @Test
    void readsEveryKindOfValue() throws InvalidConfig {
        var settings = parse("""
                version: 1
                threads: 3
                pid_file: /run/flotilla.pid
                stop_timeout: 1m
                access_log: { file: '-', format: json, buffer_bytes: 128KiB }
                admin: off
                consul: { agents: [10.0.0.1:8500], routes: true, tags: [edge] }
                listeners: { web: { bind: '[::1]:80', trusted_proxies: [10.0.0.0/8], idle_timeout: 1.5s } }
                upstreams:
                  shop:
                    sources: ['fixed:127.0.0.1:81', 'fixed:127.0.0.1:82']
                    balance: { algorithm: round_robin, load_bound: 1.5, slow_start: { time: 1m, aggression: 2 } }
                    health: { http: /health, interval: 250ms }
                routes: [ { host: SHOP.example, path: /a, upstream: shop, name: a, max_body: 10MiB } ]
                """);

        var node = settings.node();
        assertThat(node.threads()).isEqualTo(3);
        assertThat(settings.process().stopTimeout()).isEqualTo(Duration.ofMinutes(1));
        assertThat(settings.accessLog().format()).isEqualTo(AccessLogPolicy.Format.JSON);
        assertThat(settings.accessLog().bufferBytes()).isEqualTo(131_072);
        assertThat(node.announcedBy())
                .singleElement()
                .asString()
                .startsWith("consul://")
                .contains("10.0.0.1:8500");
        assertThat(requireNonNull(node.listeners().get("web")).idleTimeout()).isEqualTo(Duration.ofMillis(1500));
        var shop = requireNonNull(node.upstreams().get("shop"));
        assertThat(shop.sources()).containsExactly(URI.create("fixed:127.0.0.1:81"), URI.create("fixed:127.0.0.1:82"));
        var policy = shop.policy();
        assertThat(policy.balance().loadBound()).isEqualTo(1.5);
        assertThat(policy.balance().slowStart()).isEqualTo(new SlowStart(Duration.ofMinutes(1), 2, 0.1));
        assertThat(policy.health().interval()).isEqualTo(Duration.ofMillis(250));
        assertThat(policy.health().fall()).isEqualTo(HealthPolicy.DEFAULT.fall());
        assertThat(node.routes())
                .containsExactly(new Route("a", new RouteMatch("shop.example", "/a"), "shop", 10 << 20));
    }

    @Test
    void aFileChoosesWhichRequestsAreWrittenDownAndWhatOfThem() throws InvalidConfig {
        var settings = parse("""
                version: 1
                access_log: { file: a.log, fields: [time, user_agent, status], sample: 0.1, keep_status: 400, keep_slower: 2s,
                              rotate: { size: 1GiB, every: 1h, keep_for: 30d } }
                listeners: { web: 127.0.0.1:8080 }
                upstreams: { shop: { source: 'fixed:127.0.0.1:81' } }
                routes: [ { upstream: shop, access_log: off }, { path: /a, upstream: shop, access_log: on } ]
                """);

        assertThat(settings.accessLog())
                .isEqualTo(new AccessLogPolicy(
                        "a.log",
                        AccessLogPolicy.Format.TEXT,
                        1 << 20,
                        List.of(Field.TIME, Field.USER_AGENT, Field.STATUS),
                        0.1,
                        400,
                        Duration.ofSeconds(2),
                        Optional.of(new RotatePolicy(1 << 30, Duration.ofHours(1), 7, Duration.ofDays(30), true))));
        assertThat(settings.node().routes())
                .extracting(route -> route.visibility().accessLog())
                .containsExactly(AccessLogging.OFF, AccessLogging.ON);
    }

    @Test
    void aListenerExplainsToWhomItSays() throws InvalidConfig {
        var listener = "{ bind: 127.0.0.1:8080, explain_to: ['::1', 10.0.0.0/8] }";
        var node = parse(SMALL.replace("127.0.0.1:8080", listener)).node();

        assertThat(requireNonNull(node.listeners().get("web")).explainTo()).containsExactly("::1", "10.0.0.0/8");
    }

    @Test
    void aRateIsARateAloneOrWithABurst() throws InvalidConfig {
        var node = parse("""
                version: 1
                listeners: { web: 127.0.0.1:8080 }
                upstreams: { shop: { source: 'fixed:127.0.0.1:81', rate: 50/s } }
                routes: [ { upstream: shop, rate: { limit: 600/m, burst: 5 } } ]
                """).node();

        assertThat(requireNonNull(node.upstreams().get("shop")).policy().rate()).isEqualTo(RatePolicy.of("50/s"));
        assertThat(node.routes().getFirst().rate()).isEqualTo(new RatePolicy("600/m", 5));
        assertThat(parse(SMALL).node().routes().getFirst().rate()).isEqualTo(RatePolicy.DEFAULT);
    }

    @Test
    void whatAnOutlierIsIsSaidForEachUpstream() throws InvalidConfig {
        var upstreams = parse("""
                version: 1
                listeners: { web: 127.0.0.1:8080 }
                upstreams:
                  shop: { source: 'fixed:127.0.0.1:81' }
                  slow: { source: 'fixed:127.0.0.1:81', outliers: { latency_factor: 3, latency_floor: 1s, in_a_row: gateway_errors } }
                  fair: { source: 'fixed:127.0.0.1:81', outliers: { eviction: gradual } }
                  left: { source: 'fixed:127.0.0.1:81', outliers: { interval: 0 } }
                routes: [ { upstream: shop } ]
                """).node().upstreams();

        assertThat(outliers(upstreams, "shop")).isEqualTo(OutlierPolicy.DEFAULT);
        assertThat(outliers(upstreams, "slow"))
                .isEqualTo(OutlierPolicy.DEFAULT
                        .withLatency(3, Duration.ofSeconds(1))
                        .withInARow(OutlierPolicy.InARow.GATEWAY_ERRORS));
        assertThat(outliers(upstreams, "fair")).isEqualTo(OutlierPolicy.DEFAULT.withEviction(Eviction.GRADUAL));
        assertThat(outliers(upstreams, "left").compares()).isFalse();
    }

    private static OutlierPolicy outliers(Map<String, UpstreamConfig> upstreams, String name) {
        return requireNonNull(upstreams.get(name)).policy().outliers();
    }

    @Test
    void whatIsTriedAgainIsSaidForEachUpstream() throws InvalidConfig {
        var upstreams = parse("""
                version: 1
                listeners: { web: 127.0.0.1:8080 }
                upstreams:
                  shop: { source: 'fixed:127.0.0.1:81' }
                  api:
                    source: 'fixed:127.0.0.1:82'
                    retry: { attempts: 2, on: [timeout], statuses: [502, 503], per_try: 1s, same_endpoint: true,
                             buffer_bytes: 1KiB, budget_percent: 10, budget_per_second: 0.5, hedge: { percentile: 95, delay: 30ms } }
                routes: [ { upstream: shop } ]
                """).node().upstreams();

        assertThat(requireNonNull(upstreams.get("shop")).policy().retry()).isEqualTo(RetryPolicy.DEFAULT);
        assertThat(requireNonNull(upstreams.get("api")).policy().retry())
                .isEqualTo(RetryPolicy.DEFAULT
                        .withAttempts(2)
                        .withOn(RetryPolicy.On.TIMEOUT)
                        .withStatuses(502, 503)
                        .withPerTry(Duration.ofSeconds(1))
                        .withSameEndpoint(true)
                        .withBufferBytes(1024)
                        .withBudget(10, 0.5)
                        .withHedge(new HedgePolicy(95, Duration.ofMillis(30))));
    }

    @Test
    void breakersAreSaidForEachUpstream() throws InvalidConfig {
        var upstreams = parse("""
                version: 1
                listeners: { web: 127.0.0.1:8080 }
                upstreams:
                  shop: { source: 'fixed:127.0.0.1:81' }
                  api:
                    source: 'fixed:127.0.0.1:82'
                    breaker: { window: 30s, min_calls: 50, failure_rate: 20, slow_after: 250ms, slow_rate: 80, open: 1s,
                               max_open: 10s, half_open_calls: 5, half_open: traffic }
                routes: [ { upstream: shop } ]
                """).node().upstreams();

        assertThat(requireNonNull(upstreams.get("shop")).policy().breaker()).isEqualTo(BreakerPolicy.DEFAULT);
        assertThat(requireNonNull(upstreams.get("api")).policy().breaker())
                .isEqualTo(BreakerPolicy.DEFAULT
                        .withWindow(Duration.ofSeconds(30), 50)
                        .withFailureRate(20)
                        .withSlow(Duration.ofMillis(250), 80)
                        .withOpen(Duration.ofSeconds(1), Duration.ofSeconds(10))
                        .withHalfOpen(5, BreakerPolicy.HalfOpen.TRAFFIC));
    }

    @Test
    void concurrencyIsANumberAloneOrWithItsQueue() throws InvalidConfig {
        var node = parse("""
                version: 1
                listeners: { web: 127.0.0.1:8080 }
                upstreams:
                  shop: { source: 'fixed:127.0.0.1:81', concurrency: 50 }
                  api: { source: 'fixed:127.0.0.1:82', concurrency: { limit: 7, max_queue: 3, queue_timeout: 1s } }
                routes: [ { upstream: shop }, { upstream: api, path: /api, priority: high } ]
                """).node();

        assertThat(requireNonNull(node.upstreams().get("shop")).policy().concurrency())
                .isEqualTo(ConcurrencyPolicy.of("50"));
        assertThat(requireNonNull(node.upstreams().get("api")).policy().concurrency())
                .isEqualTo(ConcurrencyPolicy.of("7").withQueue(3, Duration.ofSeconds(1)));
        assertThat(node.routes())
                .extracting(Route::priority)
                .containsExactly(RequestPriority.NORMAL, RequestPriority.HIGH);
        assertThat(parse(SMALL).node().upstreams().values())
                .allMatch(upstream -> upstream.policy().concurrency().off());
    }

    @Test
    void readsAFileAndNamesItWhenItCannot(@TempDir Path directory) throws Exception {
        var file = Files.writeString(directory.resolve("a.yaml"), SMALL);
        var sources = Sources.load(SourceContext.of(Time.system()));

        assertThat(ConfigFile.read(file, sources).node().upstreams()).containsOnlyKeys("shop");
        assertThatThrownBy(() -> ConfigFile.read(directory.resolve("b.yaml"), sources))
                .isInstanceOf(InvalidConfig.class)
                .hasMessage(directory.resolve("b.yaml") + ": no such file");
    }

    private static Settings parse(String text) throws InvalidConfig {
        return ConfigFile.parse("test.yaml", text, Sources.load(SourceContext.of(Time.system())));
    }
}
