import flotilla.discovery.*;
import flotilla.node.balance.*;
import java.net.URI;
import java.util.*;
import java.util.function.Consumer;
public final class Here implements UpstreamSource.Provider {
    public Set<String> schemes() { return Set.of("here"); }
    public UpstreamSource open(URI uri, SourceContext context) {
        return new UpstreamSource() {
            public void start(Consumer<? super SourceEvent> listener) {
                listener.accept(new SourceEvent.Snapshot(
                        List.of(Endpoint.of("127.0.0.1", Integer.parseInt(uri.getSchemeSpecificPart())))));
            }
            public void close() {}
        };
    }
    public static final class First implements Balancer.Provider {
        public String name() { return "first"; }
        public Balancer create(BalancePolicy policy) {
            boolean seen;
            try {
                Class.forName("org.xnio.XnioWorker");
                seen = true;
            } catch (ClassNotFoundException e) {
                seen = false;
            }
            if (seen) throw new IllegalStateException("sees the program's libraries");
            return new Balancer() {
                public String name() { return "first"; }
                public Picker over(Rotation rotation) {
                    return request -> rotation.size() == 0 ? null : rotation.endpoint(0);
                }
            };
        }
    }
}
