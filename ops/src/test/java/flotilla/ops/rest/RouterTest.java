package flotilla.ops.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouterTest {

    private final Router router = new Router(List.of(
            Operation.get("/things", "list", "All."),
            Operation.get("/things/{thing}", "show", "One."),
            Operation.put("/things/{thing}", "put", "One."),
            Operation.get("/things/special", "special", "The special one.")));

    private static Request request(String method, String path) {
        return new Request(method, path, "", Map.of());
    }

    @Test
    void findsByPathAndMethodWithDecodedParameters() {
        assertThat(router.find(request("GET", "/things")).operation().id()).isEqualTo("list");
        var found = router.find(request("PUT", "/things/a%2Fb%20c"));
        assertThat(found.operation().id()).isEqualTo("put");
        assertThat(found.path()).isEqualTo(Map.of("thing", "a/b c"));
        assertThat(router.find(request("HEAD", "/things/a")).operation().id()).isEqualTo("show");
    }

    @Test
    void aNameInFullGoesBeforeAParameter() {
        assertThat(router.find(request("GET", "/things/special")).operation().id())
                .isEqualTo("special");
    }

    @ParameterizedTest
    @CsvSource({"GET, /", "GET, /thing", "GET, /things/a/", "GET, /things/a/b", "GET, /things/%zz", "GET, /things/%ff"})
    void nothingElseIsThere(String method, String path) {
        assertThatThrownBy(() -> router.find(request(method, path)))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.kind()).isEqualTo(ProblemKind.NOT_FOUND));
    }

    @Test
    void anotherMethodIsToldWhichThereAre() {
        assertThatThrownBy(() -> router.find(request("DELETE", "/things/a")))
                .isInstanceOfSatisfying(Problem.class, problem -> {
                    assertThat(problem.kind()).isEqualTo(ProblemKind.WRONG_METHOD);
                    assertThat(problem.reply().headers()).containsEntry("Allow", "GET, HEAD, PUT");
                });
    }

    @Test
    void twoThatAreAlikeAreAMistake() {
        assertThatThrownBy(() -> new Router(
                        List.of(Operation.get("/things/{a}", "one", ""), Operation.get("/things/{b}", "other", ""))))
                .hasMessageContaining("alike");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/json | true",
                "application/*, text/html;q=0.5 | true",
                "*/* | true",
                "text/html | false",
                "*/*, application/json;q=0 | false",
                "text/html, */*;q=0.1 | true",
                "APPLICATION/JSON | true",
                "application/json;q=0.0 | false"
            })
    void acceptsAsTheHeaderSays(String accept, boolean accepted) {
        var outcome = catchThrowable(() -> Acceptance.check(accept, "application/json; charset=utf-8"));

        assertThat(outcome == null).isEqualTo(accepted);
    }
}
