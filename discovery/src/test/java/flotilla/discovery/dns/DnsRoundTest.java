package flotilla.discovery.dns;

import static org.assertj.core.api.Assertions.assertThat;

import flotilla.discovery.Backoff;
import flotilla.discovery.Endpoint;
import flotilla.discovery.ManualTime;
import flotilla.discovery.Recorder;
import flotilla.discovery.Sight;
import flotilla.discovery.Sights;
import flotilla.discovery.SourceEvent;
import flotilla.discovery.SourceEvent.Snapshot;
import flotilla.discovery.SourceEvent.Stale;
import flotilla.discovery.Voice;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DnsRoundTest {

    private static final Snapshot ONE = new Snapshot(List.of(Endpoint.of("10.0.0.1", 80)));

    private final Recorder<SourceEvent> heard = new Recorder<>();
    private final Sight sight = new Sights().open(URI.create("dns://shop.example:80"), new ManualTime());
    private Listing answer = new Listing(ONE.endpoints(), Duration.ofSeconds(30), "");
    private boolean fails;

    private final DnsRound round = new DnsRound(
            DnsUri.of(URI.create("dns://shop.example:80")),
            this::look,
            new Voice<>(heard),
            new Backoff(new SplittableRandom(5)),
            sight);

    private Listing look() throws IOException {
        if (fails) {
            throw new IOException("SERVFAIL");
        }
        return answer;
    }

    @Test
    void looksAgainWhenTheTimeToLiveIsOver() throws IOException {
        assertThat(round.run()).isEqualTo(Duration.ofSeconds(30));
        answer = new Listing(ONE.endpoints(), Duration.ZERO, "");
        assertThat(round.run()).isEqualTo(Duration.ofSeconds(1));

        assertThat(heard.heard()).containsExactly(ONE);
    }

    @Test
    void believesThatANameIsGoneAtTheThirdLookInARow() throws IOException {
        round.run();
        answer = new Listing(List.of(), Duration.ofSeconds(30), "shop.example. does not exist");

        assertThat(round.run()).isEqualTo(DnsRound.AGAIN);
        assertThat(round.run()).isEqualTo(DnsRound.AGAIN);
        assertThat(heard.heard()).hasSize(2).last().isInstanceOf(Stale.class);
        assertThat(round.run()).isEqualTo(Duration.ofSeconds(30));

        assertThat(heard.heard()).hasSize(3).last().isEqualTo(new Snapshot(List.of()));
    }

    @Test
    void startsToCountAnewWhenTheNameIsBackOrDnsFails() throws IOException {
        var good = answer;
        var gone = new Listing(List.of(), Duration.ofSeconds(30), "shop.example. does not exist");
        for (var look = 0; look < 10; look++) {
            answer = gone;
            round.run();
            round.run();
            if (look % 2 == 0) {
                answer = good;
                round.run();
            } else {
                fails = true;
                round.failed(new IOException("SERVFAIL"));
                fails = false;
            }
        }

        assertThat(heard.heard()).noneMatch(new Snapshot(List.of())::equals);
    }

    @Test
    void believesAtOnceAServiceThatSaysItIsNotOffered() throws IOException {
        round.run();
        answer = new Listing(List.of(), Duration.ofSeconds(30), "");

        round.run();

        assertThat(heard.heard()).containsExactly(ONE, new Snapshot(List.of()));
    }
}
