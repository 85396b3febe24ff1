import flotilla.node.http.*;
import java.util.Map;
public final class Bad implements Stage.Provider {
    public Bad() { throw new IllegalStateException("no"); }
    public String name() { return "bad"; }
    public Stage create(Map<String, String> options) { return null; }
}
