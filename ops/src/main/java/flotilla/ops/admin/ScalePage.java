package flotilla.ops.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import flotilla.ops.rest.Reply;
import flotilla.ops.scale.Standing;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * How many endpoints upstreams should have: all of them at {@code /scale}, and each at {@code /scale/<upstream>} as a flat object, of
 * which KEDA's metrics-api scaler reads {@code wanted}. While there has never been a number, the second is a 503, so that whoever
 * scales by it leaves things as they are.
 */
public final class ScalePage {

    /** Where all are; each is below it. */
    public static final String PATH = "/scale";

    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final int UNKNOWN = 503;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Supplier<List<Standing>> standings;

    public ScalePage(Supplier<List<Standing>> standings) {
        this.standings = standings;
    }

    /** The pages by their paths; none where nothing is advised. */
    public Map<String, Page> all(Collection<String> upstreams) {
        var pages = new LinkedHashMap<String, Page>();
        if (upstreams.isEmpty()) {
            return pages;
        }
        pages.put(PATH, Page.ofFigures(this::list));
        upstreams.stream()
                .sorted()
                .forEach(upstream -> pages.put(PATH + "/" + upstream, Page.ofFigures(() -> one(upstream))));
        return pages;
    }

    private Reply list() {
        var list = JSON.createArrayNode();
        standings.get().forEach(standing -> describe(standing, list.addObject()));
        return page(OK, list);
    }

    private Reply one(String upstream) {
        for (var standing : standings.get()) {
            if (standing.upstream().equals(upstream)) {
                var entry = JSON.createObjectNode();
                describe(standing, entry);
                return page(standing.advice().given() ? OK : UNKNOWN, entry);
            }
        }
        return Reply.text(NOT_FOUND, "nothing is advised for it\n");
    }

    private static void describe(Standing standing, ObjectNode entry) {
        var advice = standing.advice();
        entry.put("upstream", standing.upstream());
        if (advice.given()) {
            entry.put("wanted", advice.wanted());
        }
        entry.put("present", advice.present())
                .put("known", advice.known())
                .put("signal", advice.signal().word())
                .put("reason", advice.reason())
                .put("load", rounded(advice.load()))
                .put("forecast", rounded(advice.forecast()))
                .put("min", standing.policy().min())
                .put("max", standing.policy().max())
                .put("adviser", standing.adviser())
                .put("acting", standing.acting())
                .put("learnt", standing.learnt());
        if (standing.changedMillis() > 0) {
            entry.put("changed", Instant.ofEpochMilli(standing.changedMillis()).toString());
        }
    }

    private static double rounded(double endpoints) {
        return Math.rint(endpoints * 100) / 100;
    }

    private static Reply page(int status, JsonNode content) {
        return Reply.text(status, Reply.JSON, content.toPrettyString() + "\n");
    }
}
