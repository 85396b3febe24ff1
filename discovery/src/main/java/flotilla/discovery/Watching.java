package flotilla.discovery;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.net.URI;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The work of a source that looks again and again: the loop, the voice it speaks through and the sight it keeps, begun
 * together and ended together.
 *
 * @param <E> the events
 */
public final class Watching<E> implements AutoCloseable {

    private final String name;
    private final URI source;
    private final SourceContext context;

    @GuardedBy("this") private @Nullable Running<E> running;

    private record Running<E>(Voice<E> voice, Sight sight, Loop loop) {}

    /** @param name of the thread that looks */
    public Watching(String name, URI source, SourceContext context) {
        this.name = name;
        this.source = source;
        this.context = context;
    }

    /** Begins, once; the round is made for this voice and this sight. */
    public synchronized void start(
            Consumer<? super E> listener, BiFunction<? super Voice<E>, ? super Sight, ? extends Loop.Round> round) {
        var voice = new Voice<E>(listener);
        var sight = context.sights().open(source, context.time());
        running = new Running<>(voice, sight, Loop.start(name, context.time(), round.apply(voice, sight)));
    }

    /** Nothing is heard once this returns; does not wait for the round under way. */
    @Override
    public synchronized void close() {
        if (running != null) {
            running.voice().close();
            running.loop().close();
            context.sights().close(running.sight());
        }
    }
}
