package flotilla.discovery.consul;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DnsTtlTest {

    private static final Map<String, ?> SAID =
            Map.of("DNSServiceTTL", Map.of("*", "3s", "edge-*", "1m30s", "edge-a*", "250ms", "flotilla", "1.5h"));

    @Test
    void takesTheServicesOwnThenTheLongestThatFits() {
        assertThat(DnsTtl.of(SAID, "flotilla")).hasValue(Duration.ofMinutes(90));
        assertThat(DnsTtl.of(SAID, "flotillas")).hasValue(Duration.ofSeconds(3));
        assertThat(DnsTtl.of(SAID, "edge-1")).hasValue(Duration.ofSeconds(90));
        assertThat(DnsTtl.of(SAID, "edge-all")).hasValue(Duration.ofMillis(250));
    }

    @Test
    void isZeroWhereNothingIsConfigured() {
        assertThat(DnsTtl.of(Map.of("DNSServiceTTL", Map.of()), "flotilla")).hasValue(Duration.ZERO);
        assertThat(DnsTtl.of(Map.of("DNSServiceTTL", Map.of("*", "0s")), "flotilla"))
                .hasValue(Duration.ZERO);
    }

    @Test
    void isUnknownWhereTheAgentSaysNothingThatIsUnderstood() {
        assertThat(DnsTtl.of(Map.of(), "flotilla")).isEmpty();
        assertThat(DnsTtl.of(Map.of("DNSServiceTTL", "3s"), "flotilla")).isEmpty();
        assertThat(DnsTtl.of(Map.of("DNSServiceTTL", Map.of("*", "soon")), "flotilla"))
                .isEmpty();
    }
}
