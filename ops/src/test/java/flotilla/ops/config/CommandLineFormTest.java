package flotilla.ops.config;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flotilla.discovery.SourceContext;
import flotilla.discovery.Sources;
import flotilla.discovery.Time;
import flotilla.node.NodeConfig.UpstreamConfig;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommandLineFormTest {

    @Test
    void withoutAnIntervalThereAreNoActiveChecks() {
        assertThat(upstream("", "127.0.0.1:81").policy().health().active()).isFalse();
    }

    @Test
    void anIntervalInSecondsChecksForTwoHundred() {
        var health = upstream("10", "127.0.0.1:81").policy().health();

        assertThat(health.interval()).isEqualTo(Duration.ofSeconds(10));
        assertThat(health.http()).isEqualTo("/ping");
        assertThat(health.status()).isEqualTo("200");
        assertThat(health.rise()).isEqualTo(1);
        assertThat(health.fall()).isEqualTo(1);
    }

    @Test
    void anIntervalMayHaveAUnit() {
        assertThat(upstream("250ms", "127.0.0.1:81").policy().health().interval())
                .isEqualTo(Duration.ofMillis(250));
    }

    @Test
    void addressesNamesAndSourcesGoTogether() {
        assertThat(upstream("", "127.0.0.1:81", "shop.example:82", "127.0.0.2:83")
                        .sources())
                .containsExactly(URI.create("fixed:127.0.0.1:81,127.0.0.2:83"), URI.create("dns://shop.example:82"));
    }

    @Test
    void refusesWhatIsNoUpstreamByTheOptionsName() {
        assertThatThrownBy(() -> upstream("", "8081"))
                .hasMessage(
                        "--upstream: 8081 (expected: <address>:<port>, <name>:<port> or a URI such as consul://shop)");
        assertThatThrownBy(() -> upstream("often", "127.0.0.1:81"))
                .hasMessageStartingWith("--active-health-check-interval: often (expected: a duration");
    }

    private static UpstreamConfig upstream(String interval, String... upstreams) {
        var form = new CommandLineForm(
                List.of("127.0.0.1:0"), List.of(upstreams), interval, "/ping", 0, "least_requests", "off", "off", 0);
        var settings = form.settings(Sources.load(SourceContext.of(Time.system())));
        return requireNonNull(settings.node().upstreams().get("main"));
    }
}
