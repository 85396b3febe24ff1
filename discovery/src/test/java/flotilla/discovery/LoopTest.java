package flotilla.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LoopTest {

    private final ManualTime time = new ManualTime();
    private final Recorder<String> heard = new Recorder<>();

    @Test
    void waitsAsLongAsEachRoundSays() throws Exception {
        try (var loop = start(() -> Duration.ofSeconds(5))) {
            time.awaitSleepers(1);
            time.advance(Duration.ofSeconds(4));
            assertThat(heard.heard()).hasSize(1);
            time.advance(Duration.ofSeconds(1));

            assertThat(heard.awaitCount(2)).containsExactly("run", "run");
            assertThat(loop).isNotNull();
        }
    }

    @Test
    void survivesWhateverARoundThrows() throws Exception {
        try (var loop = start(() -> {
            throw new StackOverflowError("a bug");
        })) {
            time.awaitSleepers(1);
            time.advance(Duration.ofSeconds(2));

            assertThat(heard.awaitCount(4)).containsExactly("run", "a bug", "run", "a bug");
            assertThat(loop).isNotNull();
        }
    }

    @Test
    void endsWhenClosedThoughItWaits() throws Exception {
        var loop = start(() -> Duration.ofDays(1));
        time.awaitSleepers(1);

        loop.close();

        assertThat(loop.join(Duration.ofSeconds(10))).isTrue();
        assertThat(heard.heard()).containsExactly("run");
    }

    private interface Work {
        Duration run();
    }

    private Loop start(Work work) {
        return Loop.start("a loop", time, new Loop.Round() {
            @Override
            public Duration run() {
                heard.accept("run");
                return work.run();
            }

            @Override
            public Duration failed(Throwable cause) {
                heard.accept(String.valueOf(cause.getMessage()));
                return Duration.ofSeconds(2);
            }
        });
    }
}
