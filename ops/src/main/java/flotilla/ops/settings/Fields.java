package flotilla.ops.settings;

import com.fasterxml.jackson.databind.JsonNode;
import flotilla.discovery.InvalidValue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The fields of a JSON object, each taken by its name and type; what nobody took is refused. */
public final class Fields {

    private final JsonNode object;
    private final String place;
    private final Set<String> taken = new HashSet<>();

    /** @param place what it is called in errors */
    public Fields(JsonNode object, String place) {
        InvalidValue.require(object.isObject(), place, object.getNodeType(), "an object");
        this.object = object;
        this.place = place;
    }

    private JsonNode take(String name) {
        taken.add(name);
        return object.path(name);
    }

    /** A text that has to be there. */
    public String text(String name) {
        var value = take(name);
        InvalidValue.require(value.isTextual(), name, value.isMissingNode() ? "nothing" : value, "a text");
        return value.textValue();
    }

    /** A text that may be left out. */
    public String textOr(String name, String otherwise) {
        return take(name).isMissingNode() ? otherwise : text(name);
    }

    /** A text, a number or a truth value, as text; empty if it is null. */
    public String scalar(String name) {
        var value = take(name);
        InvalidValue.require(
                value.isValueNode(), name, value.isMissingNode() ? "nothing" : value, "a text, a number, true or null");
        return value.isNull() ? "" : value.asText();
    }

    /** The same where it may be left out. */
    public String scalarOr(String name, String otherwise) {
        return take(name).isMissingNode() ? otherwise : scalar(name);
    }

    /** A whole number that has to be there. */
    public long number(String name) {
        var value = take(name);
        InvalidValue.require(
                value.isIntegralNumber() && value.canConvertToLong(),
                name,
                value.isMissingNode() ? "nothing" : value,
                "a whole number");
        return value.longValue();
    }

    /** A list of objects that has to be there. */
    public List<Fields> list(String name) {
        var value = take(name);
        InvalidValue.require(value.isArray(), name, value.isMissingNode() ? "nothing" : value, "a list");
        var list = new ArrayList<Fields>();
        for (var item : value) {
            list.add(new Fields(item, name + "[" + list.size() + "]"));
        }
        return list;
    }

    /** @throws InvalidValue if there is a field that nobody took */
    public void end() {
        object.fieldNames()
                .forEachRemaining(name ->
                        InvalidValue.require(taken.contains(name), place, name, "fields of this release alone"));
    }
}
