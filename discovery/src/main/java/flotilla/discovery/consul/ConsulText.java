package flotilla.discovery.consul;

import static java.nio.charset.StandardCharsets.UTF_8;

import flotilla.discovery.InvalidValue;
import flotilla.discovery.SharedText;
import flotilla.discovery.SourceContext;
import flotilla.discovery.Watching;
import flotilla.discovery.consul.Subject.Ask;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.util.function.Consumer;
import org.kiwiproject.consul.option.ConsistencyMode;
import org.kiwiproject.consul.option.ImmutablePutOptions;

/**
 * A text in Consul's KV store; its revision is the key's {@code ModifyIndex}. The watch asks any server and keeps a last
 * known good copy. Who is about to change the text asks the leader, and writes by {@code cas}, so that of two who change
 * it at once one is told.
 */
public final class ConsulText implements SharedText {

    private static final Ask OF_THE_LEADER =
            new Ask(BigInteger.ZERO, Duration.ofSeconds(1), ConsistencyMode.CONSISTENT);

    private final ConsulUri uri;
    private final String key;
    private final SourceContext context;
    private final Agents watched;
    private final Agents asked;
    private final Watching<Event> watching;

    private ConsulText(ConsulUri uri, String key, SourceContext context) {
        this.uri = uri;
        this.key = key;
        this.context = context;
        this.watched = new Agents(uri.access());
        this.asked = new Agents(uri.access());
        this.watching = new Watching<>("key " + key, uri.uri(), context);
    }

    /**
     * Reads the agents and the parameters from the URI.
     *
     * @param key without a slash at either end
     */
    public static ConsulText of(URI registry, String key, SourceContext context) {
        InvalidValue.require(
                key.matches("[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*") && key.length() <= 128,
                "key",
                key,
                "letters, digits, dots, dashes and underscores between slashes, at most 128 characters");
        return new ConsulText(ConsulUri.registry(URI.create(registry + "#" + key)), key, context);
    }

    @Override
    public void start(Consumer<? super Event> listener) {
        var lastGood = new LastKnownGood<>(context.state(), "key", uri.uri(), Version.class);
        watching.start(
                listener,
                (voice, sight) ->
                        new ConsulWatch<>(uri, context, new TextSubject(uri, key), watched, voice, lastGood, sight));
    }

    @Override
    public synchronized Version read() throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                var found = new TextSubject(uri, key).ask(asked, OF_THE_LEADER).items();
                return found.isEmpty() ? Version.NONE : found.getFirst();
            } catch (Exception e) {
                var failure = failure(e);
                asked.rotate();
                if (attempt >= asked.count() || e instanceof InterruptedException) {
                    throw failure;
                }
            }
        }
    }

    @Override
    public synchronized boolean replace(String text, long revision) throws IOException {
        var options =
                ImmutablePutOptions.builder().cas(revision).dc(uri.query().dc()).build();
        try {
            return asked.client().keyValueClient().putValue(key, text, 0, options, UTF_8);
        } catch (Exception e) {
            throw failure(e);
        }
    }

    private IOException failure(Exception cause) {
        if (cause instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
        return new IOException("consul at " + asked.current() + ": " + Reason.of(cause), cause);
    }

    @Override
    public void close() {
        watching.close();
        watched.close();
        asked.close();
    }
}
