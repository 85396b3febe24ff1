package flotilla.ops.api;

import flotilla.discovery.InvalidValue;
import flotilla.ops.rest.Call;
import flotilla.ops.rest.Flaw;
import flotilla.ops.rest.Problem;
import flotilla.ops.rest.ProblemKind;
import flotilla.ops.settings.Key;
import flotilla.ops.settings.NodeSettings;
import flotilla.ops.settings.RefusedChange;
import flotilla.ops.settings.Setting;
import flotilla.ops.settings.Wish;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A change of settings that a call wants, put together from what its body says in which place; what is wrong is named by that
 * place, all of it at once, before anything is changed.
 */
final class SettingsChange {

    private final Call call;
    private final Map<Key, String> values = new LinkedHashMap<>();
    private final List<Flaw> flaws = new ArrayList<>();

    SettingsChange(Call call) {
        this.call = call;
    }

    /**
     * Sets something.
     *
     * @param place of what names it and of its value, such as {@code body.changes[0]}
     * @param value empty: it is taken back
     */
    void set(String place, String upstream, String endpoint, String setting, String value) {
        try {
            var key = new Key(upstream, endpoint, setting);
            set(place, place + ".value", key, value);
        } catch (InvalidValue invalid) {
            flaws.add(Flaw.of(place, invalid));
        }
    }

    /** Sets something that this release knows. */
    SettingsChange set(String place, Key key, String value) {
        set(place, place, key, value);
        return this;
    }

    private void set(String place, String placeOfValue, Key key, String value) {
        try {
            var setting = Setting.required(key);
            if (values.putIfAbsent(key, value) != null) {
                flaws.add(new Flaw(place, key.toString(), "each once"));
            } else if (!value.isEmpty()) {
                checkHere(setting, placeOfValue, value);
            }
        } catch (InvalidValue unknown) {
            flaws.add(Flaw.of(place, unknown));
        }
    }

    private void checkHere(Setting setting, String placeOfValue, String value) {
        try {
            setting.checkHere(value);
        } catch (InvalidValue invalid) {
            flaws.add(new Flaw(placeOfValue, invalid.value(), invalid.expected()));
        }
    }

    /**
     * Makes the change; when this returns it is kept, and counts here.
     *
     * @throws Problem saying what is in the way
     */
    void madeIn(NodeSettings settings) {
        try {
            settings.change(Forms.scope(call), wish());
        } catch (RefusedChange refused) {
            throw problem(refused, call, settings.version());
        }
    }

    /**
     * The change, which is not made yet.
     *
     * @throws Problem with all that is wrong with it
     */
    Wish wish() {
        if (!flaws.isEmpty()) {
            throw Problem.of(ProblemKind.INVALID, flaws);
        }
        return new Wish(call.version(), call.by(), call.why(), values);
    }

    /** @param version of all that is set now */
    static Problem problem(RefusedChange refused, Call call, String version) {
        var message = String.valueOf(refused.getMessage());
        return switch (refused.reason()) {
            case CHANGED_MEANWHILE -> Problem.changedMeanwhile(message, call.version(), version);
            case BUSY -> Problem.of(ProblemKind.BUSY, message);
            case TOO_LARGE -> Problem.of(ProblemKind.INVALID, message);
            case UNAVAILABLE -> Problem.of(ProblemKind.UNAVAILABLE, message);
        };
    }
}
