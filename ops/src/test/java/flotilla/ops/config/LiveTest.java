package flotilla.ops.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LiveTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "upstreams.shop",
                "upstreams.shop.balance.algorithm",
                "upstreams.shop.scale",
                "upstreams.shop.scale.max",
                "scale.webhook",
                "routes[*/].upstream",
                "limits.max_requests_in_flight",
                "drain_timeout",
                "access_log.rotate.size",
                "error_log.rotate.size",
                "admin.audit_log.rotate.keep",
                "log.levels.root",
                "tracing",
                "tracing.otlp.url",
                "metrics.max_routes",
                "admin.tokens.deploy.hash",
                "admin.tls.cert_file"
            })
    void aRunningProcessFollows(String path) {
        assertThat(Live.covers(path)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"threads", "admin.bind", "cluster.name", "error_log", "error_log.file", "limitsx"})
    void othersTakeARestart(String path) {
        assertThat(Live.covers(path)).isFalse();
    }
}
