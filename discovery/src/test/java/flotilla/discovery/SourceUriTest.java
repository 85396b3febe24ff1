package flotilla.discovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SourceUriTest {

    @Test
    void takesApartEveryFormThereIs() {
        assertParts("file:upstreams.yaml?upstream=web", "", "upstreams.yaml");
        assertParts("file:///etc/a%20b.yaml#web", "", "/etc/a b.yaml");
        assertParts("srv://_http._tcp.shop.example", "_http._tcp.shop.example", "");
        assertParts("consul://10.0.0.1:8500,10.0.0.2:8500/shop?tag=a", "10.0.0.1:8500,10.0.0.2:8500", "/shop");
        assertParts("fixed:127.0.0.1:81;weight=5,[::1]:82", "", "127.0.0.1:81;weight=5,[::1]:82");
    }

    @Test
    void readsParametersEvenOfOpaqueUris() {
        var uri = SourceUri.of(URI.create("file:x.yaml?upstream=a%26b&tag=1+2&tag=3#f"));

        assertThat(uri.parameter("upstream")).hasValue("a&b");
        assertThat(uri.parameters("tag")).containsExactly("1+2", "3");
        assertThat(uri.parameter("other")).isEmpty();
        assertThat(uri.fragment()).isEqualTo(Optional.of("f"));
    }

    @Test
    void readsDurationsAndFlags() {
        var uri = SourceUri.of(URI.create("x://y?a=500ms&b=2m&c=true&d=5"));

        assertThat(uri.duration("a", Duration.ZERO)).isEqualTo(Duration.ofMillis(500));
        assertThat(uri.duration("b", Duration.ZERO)).isEqualTo(Duration.ofMinutes(2));
        assertThat(uri.duration("e", Duration.ofHours(1))).isEqualTo(Duration.ofHours(1));
        assertThat(uri.flag("c", false)).isTrue();
        assertThatThrownBy(() -> uri.duration("d", Duration.ZERO))
                .hasMessageContaining("x://y?a=500ms&b=2m&c=true&d=5")
                .hasMessageContaining("d as a duration such as 500ms, 5s, 1m or 1h; got 5");
    }

    @Test
    void refusesParametersNobodyKnows() {
        var uri = SourceUri.of(URI.create("x://y?tagg=a"));

        assertThatThrownBy(() -> uri.onlyParameters(Set.of("tag", "dc")))
                .hasMessage("source: x://y?tagg=a (expected: the parameters dc, tag; got tagg)");
    }

    @Test
    void addsAParameterThatIsNotThereYet() {
        assertThat(SourceUri.withParameter(URI.create("consul://shop?tag=a"), "agents", "h:1"))
                .hasToString("consul://shop?tag=a&agents=h:1");
        assertThat(SourceUri.withParameter(URI.create("consul://shop?agents=x:2"), "agents", "h:1"))
                .hasToString("consul://shop?agents=x:2");
        assertThat(SourceUri.withParameter(URI.create("file:a#b"), "upstream", "c"))
                .hasToString("file:a?upstream=c#b");
    }

    private static void assertParts(String uri, String authority, String path) {
        var parts = SourceUri.of(URI.create(uri));
        assertThat(parts.authority()).isEqualTo(authority);
        assertThat(parts.path()).isEqualTo(path);
    }
}
