package flotilla.discovery.consul;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.discovery.Recorder;
import flotilla.discovery.ServiceEntry;
import flotilla.discovery.SourceContext;
import flotilla.discovery.Sources;
import flotilla.discovery.Time;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.kiwiproject.consul.util.Jackson;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

class ConsulRegistrationTest {

    private final Sources sources = Sources.load(SourceContext.of(Time.system()));

    @Test
    void isFoundInDnsWhileOpenAndGoneOnceClosed() throws Exception {
        try (var agent = ConsulAgent.start();
                var node = new ServerSocket(0)) {
            var registration = sources.register(registry(agent), entry(node.getLocalPort()));
            await(() -> agent.get("/v1/health/service/flotilla?passing=true").contains("flotilla-1"));
            var answer = dns(agent, "flotilla.service.consul.", Type.SRV);

            registration.close();

            assertThat(answer.getSection(Section.ANSWER))
                    .singleElement()
                    .satisfies(srv -> assertThat(((SRVRecord) srv).getPort()).isEqualTo(node.getLocalPort()));
            assertThat(answer.getSection(Section.ADDITIONAL))
                    .anyMatch(record -> record instanceof ARecord a
                            && a.getAddress().getHostAddress().equals("127.0.0.1"));
            assertThat(agent.get("/v1/agent/services")).isEqualTo("{}");
            assertThat(agent.get("/v1/health/service/flotilla")).isEqualTo("[]");
        }
    }

    @Test
    void knowsTheTtlThatTheAgentsDnsGives() throws Exception {
        try (var agent = ConsulAgent.configured("dns_config { service_ttl { \"flotilla\" = \"7s\" } }");
                var registration = sources.register(registry(agent), entry(9))) {
            await(() -> registration.ttl().isPresent());

            assertThat(registration.ttl()).hasValue(Duration.ofSeconds(7));
        }
    }

    /** With a token that may write services and nothing else, as one would give it. */
    @Test
    void staysRegisteredWithAnAgentThatMayNotSayItsTtl() throws Exception {
        try (var agent = ConsulAgent.configured(
                "acl { enabled = true, default_policy = \"allow\", tokens { initial_management = \"root\" } }")) {
            agent.put(
                    "/v1/acl/policy?token=root",
                    "{\"Name\": \"no-self\", \"Rules\": \"agent_prefix \\\"\\\" { policy = \\\"deny\\\" }\"}");
            agent.put(
                    "/v1/acl/token/00000000-0000-0000-0000-000000000002?token=root",
                    "{\"Policies\": [{\"Name\": \"no-self\"}]}");
            try (var registration = sources.register(registry(agent), entry(9))) {
                await(() -> agent.get("/v1/agent/services").contains("flotilla-1"));

                assertThat(registration.ttl()).isEmpty();
            }
        }
    }

    @Test
    void registersAgainWithAnAgentThatForgotOrWasDownAtFirst() throws Exception {
        try (var agent = ConsulAgent.start()) {
            agent.kill();
            var registration = sources.register(registry(agent), entry(9));
            agent.run();
            await(() -> agent.get("/v1/agent/services").contains("flotilla-1"));

            agent.kill();
            agent.run();
            await(() -> agent.get("/v1/agent/services").contains("flotilla-1"));

            registration.close();
            assertThat(agent.get("/v1/agent/services")).isEqualTo("{}");
        }
    }

    @Test
    void givesUpAfterALimitWhenTheAgentIsDownAtTheEnd() throws Exception {
        try (var agent = ConsulAgent.start()) {
            var registration = sources.register(registry(agent), entry(9));
            await(() -> agent.get("/v1/agent/services").contains("flotilla-1"));
            agent.kill();

            var begin = System.nanoTime();
            registration.close();

            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(12));
        }
    }

    /** It would wait for five seconds, and its client for ten. */
    @Test
    void leavesAnAgentThatSaysNothingWithinTheTimeThatIsGiven() throws Exception {
        try (var silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            var agent = URI.create("consul://127.0.0.1:" + silent.getLocalPort());
            var shortest = Duration.ofDays(1);

            // Whoever does not keep to the time takes 5 s each time; a machine that stalls does not.
            for (int i = 0; i < 5 && shortest.toMillis() >= 4500; i++) {
                var registration = sources.register(agent, entry(9));
                long begin = System.nanoTime();
                registration.leave(Duration.ofMillis(100));
                var took = Duration.ofNanos(System.nanoTime() - begin);
                shortest = took.compareTo(shortest) < 0 ? took : shortest;
            }

            assertThat(shortest).isLessThan(Duration.ofMillis(4500));
        }
    }

    @Test
    void asksTheAgentToForgetItOnceItsCheckFailedLongEnough() throws Exception {
        var check = new ServiceEntry.Check.Http(
                URI.create("http://127.0.0.1:9/healthz"), Duration.ofSeconds(5), Duration.ofSeconds(1));
        var form = RegistrationForm.of(ServiceEntry.of("flotilla", "flotilla-1", "127.0.0.1", 9, check));

        var json =
                Jackson.MAPPER.readTree(Jackson.MAPPER.writeValueAsString(form)).path("Check");

        assertThat(json.path("HTTP").asText()).isEqualTo("http://127.0.0.1:9/healthz");
        assertThat(json.path("Interval").asText()).isEqualTo("5000ms");
        assertThat(json.path("Timeout").asText()).isEqualTo("1000ms");
        assertThat(json.path("DeregisterCriticalServiceAfter").asText()).isEqualTo("600000ms");
    }

    private static URI registry(ConsulAgent agent) {
        return URI.create("consul://" + agent.address());
    }

    private static ServiceEntry entry(int port) {
        var check = new ServiceEntry.Check.Tcp("127.0.0.1", port, Duration.ofSeconds(1), Duration.ofSeconds(1));
        return ServiceEntry.of("flotilla", "flotilla-1", "127.0.0.1", port, check);
    }

    private static Message dns(ConsulAgent agent, String name, int type) throws Exception {
        var resolver = new SimpleResolver(agent.dns().host());
        resolver.setPort(agent.dns().port());
        return resolver.send(Message.newQuery(Record.newRecord(Name.fromString(name), type, DClass.IN)));
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void await(Condition condition) throws Exception {
        var deadline = System.nanoTime() + Recorder.LIMIT.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within " + Recorder.LIMIT);
            }
            Time.system().pause(Duration.ofMillis(20));
        }
    }
}
