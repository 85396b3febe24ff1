package flotilla.ops.process.upgrade;

import java.time.Duration;
import java.util.Optional;

/**
 * Who supervises the old process, and does the new one from then on, which was started by somebody else.
 *
 * @param socket where systemd listens
 * @param watchdog how often it wants to hear that the process lives; empty: it does not ask
 */
public record Supervision(String socket, Optional<Duration> watchdog) {

    /** As one line; a later version may add words to it. */
    String line() {
        return watchdog.map(Duration::toMillis).orElse(0L) + " " + socket;
    }

    static Optional<Supervision> parse(String line) {
        var words = line.split(" ", 2);
        if (words.length < 2 || words[1].isEmpty() || !words[0].matches("[0-9]{1,15}")) {
            return Optional.empty();
        }
        var millis = Optional.of(Duration.ofMillis(Long.parseLong(words[0])));
        return Optional.of(new Supervision(words[1], millis.filter(time -> !time.isZero())));
    }
}
