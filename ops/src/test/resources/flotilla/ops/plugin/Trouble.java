import flotilla.discovery.*;
import flotilla.node.balance.*;
import flotilla.node.cluster.*;
import flotilla.node.http.*;
import java.net.URI;
import java.util.*;
import java.util.function.Consumer;
/** All four kinds; each throws in a method that its name says. */
public final class Trouble {
    static void deep() { deep(); }
    public static final class Source implements UpstreamSource.Provider {
        public Set<String> schemes() { return Set.of("trouble"); }
        public UpstreamSource open(URI uri, SourceContext context) {
            var where = uri.getSchemeSpecificPart();
            if (where.equals("open")) throw new NoClassDefFoundError("gone");
            return new UpstreamSource() {
                public void start(Consumer<? super SourceEvent> listener) { throw new NoSuchMethodError("start"); }
                public void close() { throw new IllegalStateException("close"); }
            };
        }
    }
    public static final class Over implements Balancer.Provider {
        public String name() { return "over"; }
        public Balancer create(BalancePolicy policy) {
            return new Balancer() {
                public String name() { throw new IllegalStateException("name"); }
                public Picker over(Rotation rotation) { throw new NoSuchFieldError("over"); }
            };
        }
    }
    public static final class Pick implements Balancer.Provider {
        public String name() { return "pick"; }
        public Balancer create(BalancePolicy policy) {
            return new Balancer() {
                public String name() { return "pick"; }
                public Picker over(Rotation rotation) { return request -> { deep(); return null; }; }
            };
        }
    }
    public static final class Deep implements Stage.Provider {
        public String name() { return "deep"; }
        public Stage create(Map<String, String> options) {
            return new Stage() {
                public String name() { return "deep"; }
                public void handle(Exchange exchange, Next next) { deep(); }
            };
        }
    }
    public static final class Party implements Cluster.Provider {
        public String name() { return "party"; }
        public Cluster create(Member self, Map<String, String> options) {
            return new Cluster() {
                public void join(Listener listener) { throw new NoClassDefFoundError("join"); }
                public void publish(byte[] message) { throw new NoClassDefFoundError("publish"); }
                public List<Member> members() { throw new AssertionError("members"); }
                public int expected() { throw new IllegalStateException("expected"); }
                public String state() { throw new IllegalStateException("state"); }
                public void close() { throw new IllegalStateException("close"); }
            };
        }
    }
}
