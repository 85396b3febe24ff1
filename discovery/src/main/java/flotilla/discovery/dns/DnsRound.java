package flotilla.discovery.dns;

import flotilla.discovery.Backoff;
import flotilla.discovery.Loop;
import flotilla.discovery.Sight;
import flotilla.discovery.SourceEvent;
import flotilla.discovery.Voice;
import java.io.IOException;
import java.time.Duration;

/**
 * One look into DNS; the next one is due when the time to live is over.
 *
 * <p>A name that is suddenly gone is more often a zone half loaded, or a server that was set up anew, than the truth. It
 * is said as trouble first, and counts as nobody when two further looks, a little later each, find the same.
 */
final class DnsRound implements Loop.Round {

    static final Duration AGAIN = Duration.ofSeconds(2);
    static final int CONFIRMATIONS = 2;

    private final DnsUri uri;
    private final Lookup lookup;
    private final Voice<SourceEvent> voice;
    private final Backoff backoff;
    private final Sight sight;
    private int absences;

    /** Asks DNS once. */
    interface Lookup {
        Listing list() throws IOException;
    }

    DnsRound(DnsUri uri, Lookup lookup, Voice<SourceEvent> voice, Backoff backoff, Sight sight) {
        this.uri = uri;
        this.lookup = lookup;
        this.voice = voice;
        this.backoff = backoff;
        this.sight = sight;
    }

    @Override
    public Duration run() throws IOException {
        var listing = lookup.list();
        backoff.reset();
        if (!listing.absence().isEmpty() && ++absences <= CONFIRMATIONS) {
            sight.guarded(Sight.Guard.SHRUNK);
            trouble(listing.absence() + "; keeps what is known until two more looks confirm it");
            return AGAIN;
        }
        if (listing.absence().isEmpty()) {
            absences = 0;
        }
        sight.seen();
        voice.snapshot(new SourceEvent.Snapshot(listing.endpoints()));
        return uri.timing().bound(listing.ttl());
    }

    @Override
    public Duration failed(Throwable cause) {
        absences = 0;
        sight.failed();
        trouble((cause instanceof IOException ? cause.getMessage() : cause.toString())
                + "; keeps what is known and asks again");
        return uri.timing().min().plus(backoff.next());
    }

    private void trouble(String reason) {
        voice.trouble(new SourceEvent.Stale(reason));
    }
}
