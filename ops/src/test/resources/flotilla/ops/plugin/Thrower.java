import flotilla.node.http.*;
import java.util.Map;
public final class Thrower implements Stage.Provider {
    public String name() { return "thrower"; }
    public Stage create(Map<String, String> options) {
        return new Stage() {
            public String name() { return "thrower"; }
            public void handle(Exchange exchange, Next next) {
                if (exchange.header("X-Pass") == null) throw new NoClassDefFoundError("gone");
                next.handle(exchange);
            }
        };
    }
}
