package flotilla.node.cluster.hazelcast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.instance.BuildInfoProvider;
import flotilla.discovery.InvalidValue;
import flotilla.node.cluster.tunnel.MemberTls;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterPolicyTest {

    private static final Optional<MemberTls> NONE = Optional.empty();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1:7443",
                "10.1.2.3:1",
                "172.16.0.1:7443",
                "192.168.1.1:7443",
                "169.254.1.1:1",
                "[::1]:7443",
                "[fd00::5]:7443",
                "[fe80::1]:7443",
                "node-a:7443"
            })
    void withoutCertificatesItMayBindWhereTheWorldDoesNotReach(String bind) {
        assertThatCode(() -> new ClusterPolicy("edge", "a", bind, List.of(), NONE, false))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"8.8.8.8:7443", "172.32.0.1:7443", "[2001:db8::1]:7443", "100.64.0.1:7443"})
    void elsewhereItSaysHowToGoOn(String bind) {
        var files = new MemberTls(Path.of("ca"), Path.of("a"), Path.of("k"));

        assertThatThrownBy(() -> new ClusterPolicy("edge", "a", bind, List.of(), NONE, false))
                .isInstanceOf(InvalidValue.class)
                .hasMessageStartingWith("bind: " + bind)
                .hasMessageContaining("flotilla cert")
                .hasMessageContaining("cluster.insecure: true");
        new ClusterPolicy("edge", "a", bind, List.of(), NONE, true);
        new ClusterPolicy("edge", "a", bind, List.of(), Optional.of(files), false);
    }

    @Test
    void namesWhatIsWrong() {
        assertThatThrownBy(() -> new ClusterPolicy("e dge", "a", "10.0.0.1:1", List.of(), NONE, false))
                .hasMessageStartingWith("name: e dge");
        assertThatThrownBy(() -> new ClusterPolicy("edge", "a b", "10.0.0.1:1", List.of(), NONE, false))
                .hasMessageStartingWith("node: a b");
        assertThatThrownBy(() -> new ClusterPolicy("edge", "a", "0.0.0.0:7443", List.of(), NONE, true))
                .hasMessageContaining("one address of this machine");
        assertThatThrownBy(() -> new ClusterPolicy("edge", "a", "[::]:7443", List.of(), NONE, true))
                .hasMessageContaining("one address of this machine");
        assertThatThrownBy(() -> new ClusterPolicy("edge", "a", "10.0.0.1:1", List.of("b"), NONE, false))
                .hasMessageContaining("b is neither");
    }

    @Test
    void theClusterIsNamedAfterTheMinorVersionThatIsUsed() {
        assertThat(BuildInfoProvider.getBuildInfo().getVersion()).startsWith(MemberSettings.MINOR + ".");
    }
}
