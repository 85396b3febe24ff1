package flotilla.ops.settings;

import flotilla.discovery.Endpoint;
import flotilla.discovery.InvalidValue;
import flotilla.node.balance.BalancePolicy;
import flotilla.node.balance.Balancers;
import flotilla.node.route.RatePolicy;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What can be set, as this release knows it. */
public enum Setting {

    /** The name of a balancer. */
    ALGORITHM(false),
    /** Connections of all nodes together to each endpoint. */
    MAX_CONNECTIONS(false),
    /** Requests to all endpoints in a time, over the fleet. */
    RATE(false),
    /** An endpoint's share of the traffic; 0: none. */
    WEIGHT(true),
    /** Whether an endpoint finishes what it has and gets nothing new. */
    DRAIN(true),
    /** Whether an operator found it bad: it gets nothing unless nobody else is left. */
    EJECT(true);

    private final String key = name().toLowerCase(Locale.ROOT);
    private final boolean ofEndpoint;

    Setting(boolean ofEndpoint) {
        this.ofEndpoint = ofEndpoint;
    }

    /** Its name in a document. */
    public String key() {
        return key;
    }

    /** The setting that a key names; empty if this release does not know it, or not of such a thing. */
    public static Optional<Setting> of(Key key) {
        return Arrays.stream(values())
                .filter(setting -> setting.key().equals(key.setting())
                        && setting.ofEndpoint != key.endpoint().isEmpty())
                .findFirst();
    }

    /**
     * The same for a key that this release has to know.
     *
     * @throws InvalidValue listing what it knows
     */
    public static Setting required(Key key) {
        var whole = key.setting() + (key.endpoint().isEmpty() ? " of an upstream" : " of an endpoint");
        return of(key).orElseThrow(() -> new InvalidValue("setting", whole, "one of " + names()));
    }

    /** All that can be set, in words. */
    public static String names() {
        return Arrays.stream(values())
                .map(setting -> setting.key() + (setting.ofEndpoint ? " of an endpoint" : " of an upstream"))
                .collect(Collectors.joining(", "));
    }

    /**
     * Checks the form of a value, which is the same on all nodes.
     *
     * @throws InvalidValue saying what was expected
     */
    public void check(String value) {
        switch (this) {
            case ALGORITHM ->
                InvalidValue.require(value.matches("[a-z][a-z0-9_]{0,63}"), "value", value, "the name of a balancer");
            case MAX_CONNECTIONS -> number(value, 1, Integer.MAX_VALUE);
            case RATE -> RatePolicy.of(value);
            case WEIGHT -> number(value, 0, Endpoint.MAX_WEIGHT);
            case DRAIN, EJECT ->
                InvalidValue.require(value.equals("true"), "value", value, "true; take the setting back to end it");
        }
    }

    /**
     * Checks also what only this node can tell: whether there is such a balancer.
     *
     * @throws InvalidValue saying what was expected
     */
    public void checkHere(String value) {
        check(value);
        if (this == ALGORITHM) {
            Balancers.create(BalancePolicy.DEFAULT.withAlgorithm(value));
        }
    }

    private static void number(String value, int min, int max) {
        boolean fits =
                value.matches("0|[1-9][0-9]{0,9}") && Long.parseLong(value) >= min && Long.parseLong(value) <= max;
        InvalidValue.require(fits, "value", value, min + " to " + max);
    }
}
