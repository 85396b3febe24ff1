package flotilla.ops.scale;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.ops.scale.Deed.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against a real server. */
class WebhookDeedTest {

    private final Hook hook = new Hook();

    @AfterEach
    void close() {
        hook.close();
    }

    @Test
    void postsTheOrderAsJson(@TempDir Path directory) throws Exception {
        var token = Files.writeString(directory.resolve("token"), "secret\n");

        var result = carry(Optional.of(token));

        assertThat(result).isEqualTo(new Deed.Result(Outcome.DONE, "status 204"));
        var asked = hook.asked().getFirst();
        assertThat(asked.method()).isEqualTo("POST");
        assertThat(asked.target()).isEqualTo("/scale?from=flotilla");
        assertThat(asked.contentType()).isEqualTo("application/json");
        assertThat(asked.authorization()).isEqualTo("Bearer secret");
        assertThat(asked.key()).isEqualTo("a/shop/7");
        assertThat(asked.json().toString()).isEqualTo("""
                {"id":"a/shop/7","node":"a","upstream":"shop","wanted":7,"present":3,"min":1,"max":20,\
                "signal":"in_flight","reason":"90.0 requests in flight","at":"1970-01-01T00:00:00Z"}""");
    }

    @ParameterizedTest
    @CsvSource({
        "200, DONE",
        "202, DONE",
        "302, REFUSED",
        "400, REFUSED",
        "401, REFUSED",
        "408, AGAIN",
        "429, AGAIN",
        "500, AGAIN",
        "503, AGAIN"
    })
    void knowsWhatIsWorthAnotherTry(int status, Outcome outcome) throws Exception {
        hook.answering(status, "words");

        assertThat(carry(Optional.empty()).outcome()).isEqualTo(outcome);
        assertThat(hook.asked()).hasSize(1);
    }

    @Test
    void isTriedAgainWhenNobodyAnswers() throws Exception {
        hook.close();

        assertThat(carry(Optional.empty()).outcome()).isEqualTo(Outcome.AGAIN);
    }

    @Test
    void isTriedAgainWhenItsTokenCannotBeRead() throws Exception {
        assertThat(carry(Optional.of(Path.of("/nothing/here"))).outcome()).isEqualTo(Outcome.AGAIN);
    }

    private Deed.Result carry(Optional<Path> token) throws InterruptedException {
        try (var deed = new WebhookDeed(hook.url().resolve("/scale?from=flotilla"), token, Duration.ofSeconds(20))) {
            return deed.carry(Orders.of("shop", 7));
        }
    }
}
