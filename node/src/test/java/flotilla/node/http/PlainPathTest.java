package flotilla.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlainPathTest {

    @ParameterizedTest
    @CsvSource({
        "/,/",
        "/a/b,/a/b",
        "/a/./b,/a/b",
        "/a/../b,/b",
        "/a/b/..,/a/",
        "/a/b/.,/a/b/",
        "/a/..,/",
        "/.,/",
        "/./,/",
        "/a//../b,/a/b",
        "//..,/",
        "/...,/...",
        "/..a,/..a",
        "/a..,/a..",
        "/.well-known/x,/.well-known/x",
        "/public/%2e%2e/admin,/admin",
        "/public/%2E./admin,/admin",
        "/public/.%2e/admin,/admin",
        "/a/%2e/b,/a/b",
        "/file%2etxt,/file.txt",
        "/%252e%252e/a,/%252e%252e/a",
        "/a%2f..%2fb,/a%2f..%2fb",
        "/%61dm%69n,/admin",
        "/%7euser/%41,/~user/A",
        "/a%20b%2,/a%20b%2",
        "/%zz%,/%zz%",
        "/a/b/c/../../../d,/d",
        "*,*"
    })
    void removesDotSegments(String path, String plain) {
        assertThat(PlainPath.of(path)).isEqualTo(plain);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/..", "/../a", "/a/../..", "/%2e%2e", "/a/%2e./../b", "/./..", "/a/../../a"})
    void saysSoIfItLeadsAboveItsRoot(String path) {
        assertThat(PlainPath.of(path)).isNull();
    }
}
