package flotilla.discovery.file;

import flotilla.discovery.Loop;
import flotilla.discovery.Sight;
import flotilla.discovery.SourceEvent;
import flotilla.discovery.Voice;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One look at the file.
 *
 * <p>A file that is written in place can be seen half written, and half a list is a list. So changed content counts when a
 * second look shortly after finds the same, except the very first, which is better early than perfect.
 */
final class FileRound implements Loop.Round {

    private static final Duration SECOND_LOOK = Duration.ofMillis(50);

    private final FileContent content;
    private final Optional<String> upstream;
    private final Duration interval;
    private final Voice<SourceEvent> voice;
    private final Sight sight;
    private @Nullable String current;
    private @Nullable String candidate;

    FileRound(
            FileContent content, Optional<String> upstream, Duration interval, Voice<SourceEvent> voice, Sight sight) {
        this.content = content;
        this.upstream = upstream;
        this.interval = interval;
        this.voice = voice;
        this.sight = sight;
    }

    @Override
    public Duration run() throws IOException, BadFile {
        var text = content.read();
        if (text.equals(current)) {
            candidate = null;
            if (voice.troubled()) {
                say(text);
            }
            sight.seen();
            return interval;
        }
        if (current != null && !text.equals(candidate)) {
            candidate = text;
            return SECOND_LOOK.compareTo(interval) < 0 ? SECOND_LOOK : interval;
        }
        candidate = null;
        current = text;
        say(text);
        return interval;
    }

    @Override
    public Duration failed(Throwable cause) {
        sight.failed();
        voice.trouble(new SourceEvent.Stale(reason(cause)));
        return interval;
    }

    private void say(String text) throws BadFile {
        voice.snapshot(new SourceEvent.Snapshot(UpstreamFile.read(text, upstream)));
        sight.seen();
    }

    private String reason(Throwable cause) {
        return switch (cause) {
            case BadFile bad -> "file " + content.path() + ", " + bad.getMessage();
            case NoSuchFileException missing -> "file " + content.path() + " is missing; taken when it appears";
            case CharacterCodingException broken -> "file " + content.path() + " is not UTF-8";
            default -> "file " + content.path() + " cannot be read: " + cause;
        };
    }
}
