package flotilla.node.route;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.node.balance.Balancers;
import flotilla.node.balance.Rotation;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouteTableTest {

    private static final RouteTable TABLE = table(
            "any=*/",
            "any-api=*/api",
            "below=*.example/",
            "below-shop=*.shop.example/",
            "shop=shop.example/",
            "shop-api=shop.example/api",
            "shop-api-v2=shop.example/api/v2",
            "shop-static=shop.example/static/",
            "only=only.example/only",
            "six=[2001:db8::1]/",
            "number=10.0.0.7/");

    @ParameterizedTest
    @CsvSource({
        "shop.example,/,shop",
        "SHOP.Example,/,shop",
        "shop.example:8080,/,shop",
        "shop.example.,/,shop",
        "shop.example.:8080,/,shop",
        "www.shop.example,/,below-shop",
        "a.b.shop.example,/,below-shop",
        "other.example,/,below",
        "a.b.c.example,/,below",
        "example,/,any",
        "noexample,/,any",
        "shop.example.org,/,any",
        "'',/,any",
        "'.',/,any",
        "':80',/,any",
        "[2001:db8::1],/,six",
        "[2001:DB8::1]:8080,/,six",
        "[2001:db8::2],/,any",
        "10.0.0.7:80,/,number"
    })
    void theMostExactHostWins(String host, String path, String route) {
        assertThat(find(TABLE, host, path)).isEqualTo(route);
    }

    @ParameterizedTest
    @CsvSource({
        "/api,shop-api",
        "/api/,shop-api",
        "/api/x,shop-api",
        "/api/v2,shop-api-v2",
        "/api/v2/x,shop-api-v2",
        "/api/v20,shop-api",
        "/apis,shop",
        "/API,shop",
        "/static,shop",
        "/static/,shop-static",
        "/static/x,shop-static"
    })
    void theLongestPathOfWholeSegmentsWins(String path, String route) {
        assertThat(find(TABLE, "shop.example", path)).isEqualTo(route);
    }

    @Test
    void aHostWithoutAMatchingPathLeavesTheRequestToTheNextWiderHost() {
        assertThat(find(TABLE, "only.example", "/only/a")).isEqualTo("only");
        assertThat(find(TABLE, "only.example", "/api")).isEqualTo("below");
        assertThat(find(TABLE, "elsewhere", "/api/x")).isEqualTo("any-api");
    }

    @Test
    void findsNothingIfNothingMatches() {
        var table = table("a=a.example/a");

        assertThat(table.find("a.example", "/b")).isNull();
        assertThat(table.find("b.example", "/a")).isNull();
        assertThat(table.find("a.example", "*")).isNull();
        assertThat(RouteTable.EMPTY.find("a.example", "/a")).isNull();
    }

    @Test
    void theOrderOfRoutesDoesNotMatter() {
        var table = table("deep=*/a/b/c", "root=*/", "middle=*/a/b");

        assertThat(find(table, "x", "/a/b/c")).isEqualTo("deep");
        assertThat(find(table, "x", "/a/b/x")).isEqualTo("middle");
        assertThat(find(table, "x", "/a")).isEqualTo("root");
    }

    private static String find(RouteTable table, String host, String path) {
        var found = table.find(host, path);
        return found == null ? "" : found.route().name();
    }

    /** Routes written {@code name=host/path}. */
    private static RouteTable table(String... routes) {
        var rotation = new Rotation(List.of(), new int[0]);
        var balancer = Balancers.create(UpstreamPolicy.DEFAULT.balance());
        return new RouteTable(Stream.of(routes)
                .map(text -> {
                    int equals = text.indexOf('=');
                    int slash = text.indexOf('/');
                    var match = new RouteMatch(text.substring(equals + 1, slash), text.substring(slash));
                    var route = new Route(text.substring(0, equals), match, "app", Route.UNLIMITED);
                    return new Destination(
                            route, UpstreamPolicy.DEFAULT, balancer.name(), rotation, balancer.over(rotation));
                })
                .toList());
    }
}
