package flotilla.ops.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import flotilla.discovery.InvalidValue;
import flotilla.node.NodeView;
import flotilla.ops.admin.AdminServer.Answer;
import flotilla.ops.admin.AdminServer.Request;
import flotilla.ops.settings.Fields;
import flotilla.ops.settings.FleetSettings;
import flotilla.ops.settings.Key;
import flotilla.ops.settings.RefusedChange;
import flotilla.ops.settings.Wish;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The settings that are changed at run time: GET shows them, PATCH changes some of them at once. A version that stands in
 * {@code If-Match} has to be the one that is there.
 *
 * <p>The port asks nobody for a password, so a change is taken only where the port is on a loopback address (or the
 * configuration says otherwise), and never from a browser: a page of whatever origin, or a name that has been made to
 * lead here, could ask for it. A browser cannot leave out {@code Origin} in a PATCH, nor send JSON elsewhere unasked.
 *
 * <p>What is refused is told as RFC 9457 says.
 */
public final class SettingsPage implements AdminServer.Changeable {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final FleetSettings settings;
    private final Supplier<NodeView> view;
    private final boolean takesChanges;

    public SettingsPage(FleetSettings settings, Supplier<NodeView> view, AdminPolicy policy) {
        this.settings = settings;
        this.view = view;
        this.takesChanges = policy.takesChanges();
    }

    @Override
    public Answer answer() {
        var standing = settings.standing();
        var content = new SettingsView(settings, view.get()).content(standing);
        return new Answer(
                200,
                "application/json",
                content.toPrettyString() + "\n",
                standing.sheet().version());
    }

    @Override
    public Answer change(Request request) {
        if (!takesChanges) {
            return problem(
                    403,
                    "this port is not on a loopback address and asks nobody for a password: change settings from the"
                            + " machine itself, or set admin.insecure_changes");
        } else if (request.fromBrowser()) {
            return problem(403, "browsers may not change settings");
        } else if (!request.contentType().toLowerCase(Locale.ROOT).matches("application/json\\s*(;.*)?")) {
            return problem(415, "Content-Type: " + request.contentType() + " (expected: application/json)");
        }
        try {
            settings.change(wish(request));
            return answer();
        } catch (InvalidValue e) {
            return problem(422, String.valueOf(e.getMessage()));
        } catch (JsonProcessingException e) {
            return problem(400, "the body is not JSON: " + e.getOriginalMessage());
        } catch (RefusedChange e) {
            return problem(status(e.reason()), String.valueOf(e.getMessage()));
        }
    }

    private static int status(RefusedChange.Reason reason) {
        return switch (reason) {
            case CHANGED_MEANWHILE -> 412;
            case BUSY -> 409;
            case TOO_LARGE -> 422;
            case UNAVAILABLE -> 503;
        };
    }

    /** {@code {"by": "alice", "why": "canary", "changes": [{"upstream": "shop", "setting": "algorithm", "value": ...}]}} */
    private static Wish wish(Request request) throws JsonProcessingException {
        var body = new Fields(JSON.readTree(request.body()), "body");
        var values = new HashMap<Key, String>();
        for (var change : body.list("changes")) {
            var key = new Key(change.text("upstream"), change.textOr("endpoint", ""), change.text("setting"));
            InvalidValue.require(values.putIfAbsent(key, change.scalar("value")) == null, "changes", key, "each once");
            change.end();
        }
        var wish =
                new Wish(version(request.ifMatch()), body.textOr("by", ""), body.textOr("why", ""), Map.copyOf(values));
        InvalidValue.require(!wish.by().isBlank(), "by", wish.by(), "who wants it, such as a user's name");
        body.end();
        return wish;
    }

    private static Optional<String> version(String ifMatch) {
        InvalidValue.require(
                ifMatch.matches("|\\*|\"[0-9a-f]{1,16}\""), "If-Match", ifMatch, "the ETag of this page, or *");
        return ifMatch.length() > 1 ? Optional.of(ifMatch.substring(1, ifMatch.length() - 1)) : Optional.empty();
    }

    private static Answer problem(int status, String detail) {
        var problem = JSON.createObjectNode()
                .put("title", title(status))
                .put("status", status)
                .put("detail", detail);
        return new Answer(status, "application/problem+json", problem.toPrettyString() + "\n");
    }

    private static String title(int status) {
        return switch (status) {
            case 400 -> "Not JSON";
            case 403 -> "Changes are not taken here";
            case 409 -> "Changed at the same moment";
            case 412 -> "Changed meanwhile";
            case 415 -> "Not JSON";
            case 503 -> "Settings cannot be kept now";
            default -> "Not a change that can be";
        };
    }
}
