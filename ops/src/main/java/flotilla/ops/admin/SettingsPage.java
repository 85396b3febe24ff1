package flotilla.ops.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import flotilla.discovery.InvalidValue;
import flotilla.node.NodeView;
import flotilla.ops.admin.AdminServer.Answer;
import flotilla.ops.admin.AdminServer.Request;
import flotilla.ops.settings.FleetSettings;
import flotilla.ops.settings.Key;
import flotilla.ops.settings.RefusedChange;
import flotilla.ops.settings.Wish;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The settings that are changed at run time: GET shows them, PATCH changes some of them at once. A version that stands in
 * {@code If-Match} has to be the one that is there. Who may, {@link ChangeRules} say.
 */
public final class SettingsPage implements AdminServer.Changeable {

    private final FleetSettings settings;
    private final Supplier<NodeView> view;
    private final ChangeRules rules;

    public SettingsPage(FleetSettings settings, Supplier<NodeView> view, AdminPolicy policy) {
        this.settings = settings;
        this.view = view;
        this.rules = ChangeRules.of(policy);
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
        var refusal = rules.refusal(request);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        try {
            settings.change(wish(request));
            return answer();
        } catch (InvalidValue e) {
            return ChangeRules.problem(422, String.valueOf(e.getMessage()));
        } catch (JsonProcessingException e) {
            return ChangeRules.problem(400, "the body is not JSON: " + e.getOriginalMessage());
        } catch (RefusedChange e) {
            return ChangeRules.problem(status(e.reason()), String.valueOf(e.getMessage()));
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
        var body = ChangeRules.body(request);
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
}
