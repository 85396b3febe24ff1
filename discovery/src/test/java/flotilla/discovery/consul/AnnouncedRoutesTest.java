package flotilla.discovery.consul;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.discovery.consul.AnnouncedRoutes.HostPath;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AnnouncedRoutesTest {

    @Test
    void readsHostsAndPathsFromMeta() {
        var announced = AnnouncedRoutes.of(
                Map.of("flotilla-route", "Shop.example/cart, *.shop.example,/health , www.shop.example/"), List.of());

        assertThat(announced.routes())
                .containsExactly(
                        new HostPath("shop.example", "/cart", ""),
                        new HostPath("*.shop.example", "/", ""),
                        new HostPath("*", "/health", ""),
                        new HostPath("www.shop.example", "/", ""));
        assertThat(announced.notes()).isEmpty();
    }

    @Test
    void readsFabiosTags() {
        var tags = List.of("prod", "urlprefix-shop.example/", "urlprefix-/api proto=https", "urlprefix-shop.example/");
        var announced = AnnouncedRoutes.of(Map.of(), tags);

        assertThat(announced.routes())
                .containsExactly(new HostPath("shop.example", "/", ""), new HostPath("*", "/api", ""));
        assertThat(announced.notes()).isEmpty();
        assertThat(AnnouncedRoutes.protocol(tags)).hasValue("https");
        assertThat(AnnouncedRoutes.announcedBy(tags)).isTrue();
        assertThat(AnnouncedRoutes.announcedBy(List.of("prod"))).isFalse();
    }

    @Test
    void namesTheOptionsItIgnores() {
        var announced = AnnouncedRoutes.of(Map.of(), List.of("urlprefix-a/b weight=0.2 strip=/b proto=http"));

        assertThat(announced.routes()).containsExactly(new HostPath("a", "/b", "/b"));
        assertThat(announced.notes())
                .containsExactly("tag urlprefix-a/b weight=0.2 strip=/b proto=http: its option weight=0.2 is ignored");
    }

    @Test
    void skipsAndNamesWhatIsNoRoute() {
        var announced = AnnouncedRoutes.of(
                Map.of("flotilla-route", "shop.example:8080/,a b/c,ok.example"),
                List.of("urlprefix-:3306 proto=tcp", "urlprefix-", "urlprefix-db.example/ proto=tcp+sni"));

        assertThat(announced.routes()).containsExactly(new HostPath("ok.example", "/", ""));
        assertThat(announced.notes())
                .containsExactly(
                        "flotilla-route shop.example:8080/ is not used (expected: host/path, *.domain/path or /path)",
                        "flotilla-route a b/c is not used (expected: host/path, *.domain/path or /path)",
                        "tag urlprefix-:3306 proto=tcp is not used: it announces a port, not a host and path",
                        "tag urlprefix- is not used (expected: host/path, *.domain/path or /path)",
                        "tag urlprefix-db.example/ proto=tcp+sni is not used: it announces a port, not a host and path");
    }
}
