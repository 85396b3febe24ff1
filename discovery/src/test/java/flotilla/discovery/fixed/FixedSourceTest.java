package flotilla.discovery.fixed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import flotilla.discovery.Endpoint;
import flotilla.discovery.InvalidValue;
import flotilla.discovery.Recorder;
import flotilla.discovery.SourceEvent;
import flotilla.discovery.UpstreamSource;
import flotilla.discovery.UpstreamSourceContract;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class FixedSourceTest implements UpstreamSourceContract {

    private String uri = "";

    @Override
    public UpstreamSource open() {
        return FixedSource.of(URI.create(uri));
    }

    @Override
    public void list(List<Endpoint> endpoints) {
        uri = endpoints.stream().map(Endpoint::authority).collect(Collectors.joining(",", "fixed:", ""));
    }

    @Override
    public boolean changes() {
        return false;
    }

    @Test
    void readsWeightsLabelsAndIpv6() {
        var heard = new Recorder<SourceEvent>();

        FixedSource.of(URI.create("fixed:127.0.0.1:81;weight=5;zone=a,[::1]:82,shop_1.example:83;weight=0"))
                .start(heard);

        assertThat(heard.heard())
                .containsExactly(new SourceEvent.Snapshot(List.of(
                        Endpoint.of("127.0.0.1", 81).withWeight(5).withLabels(Map.of("zone", "a")),
                        Endpoint.of("::1", 82),
                        Endpoint.of("shop_1.example", 83).withWeight(0))));
    }

    @Test
    void readsPrioritiesAndBackups() {
        var heard = new Recorder<SourceEvent>();

        FixedSource.of(URI.create("fixed:10.0.0.1:80,10.0.0.2:80;backup=true,10.0.0.3:80;weight=2;priority=7"))
                .start(heard);

        var snapshot = (SourceEvent.Snapshot) heard.heard().getFirst();
        assertThat(snapshot.endpoints()).extracting(Endpoint::priority).containsExactly(0, 1, 7);
        assertRefused("fixed:10.0.0.1:80;priority=65536", "a priority from 0 to 65535; got \"65536\"");
        assertRefused("fixed:10.0.0.1:80;backup=no", "backup=true, or nothing; got \"backup=no\"");
        assertRefused("fixed:10.0.0.1:80;priority=2;backup=true", "priority or backup, once");
    }

    @Test
    void namesWhatItDoesNotUnderstand() {
        assertRefused("fixed:10.0.0.1", "\"10.0.0.1\" is not host:port");
        assertRefused("fixed:10.0.0.1:80,", "\"\" is not host:port");
        assertRefused("fixed:10.0.0.1:70000", "\"10.0.0.1:70000\" is not host:port");
        assertRefused("fixed:::1:80", "\"::1:80\" is not host:port");
        assertRefused("fixed:10.0.0.1:80;wieght=3", "got \"wieght=3\"");
        assertRefused("fixed:10.0.0.1:80;weight=-1", "a weight from 0 to 65535; got \"-1\"");
        assertRefused("fixed:10.0.0.1:80?tag=a", "no parameters; got tag");
        assertRefused("fixed://10.0.0.1:80", "fixed:host:port");
    }

    private static void assertRefused(String uri, String expected) {
        assertThatThrownBy(() -> FixedSource.of(URI.create(uri)))
                .isInstanceOf(InvalidValue.class)
                .hasMessageContaining(uri)
                .hasMessageContaining(expected);
    }
}
