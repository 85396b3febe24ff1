package flotilla.ops.scale;

import flotilla.discovery.Time;
import java.util.Optional;

/**
 * All there is outside by some rules: who carries orders out, and who is asked for CPU. Made before the rules count, so that nothing
 * can fail any more when they do; nobody is asked or told anything until then.
 */
record Outside(ScaleRules rules, Deeds deeds, Optional<PrometheusCpu> prometheus) {

    static Outside of(ScaleRules rules, Time time) {
        return new Outside(rules, Deeds.of(rules.outside(), time), asked(rules, time));
    }

    /** By other rules. What is as it was is the very same. */
    Outside by(ScaleRules newer, Time time) {
        return new Outside(
                newer,
                rules.outside().tellsLike(newer.outside()) ? deeds : Deeds.of(newer.outside(), time),
                asksLike(newer) ? prometheus : asked(newer, time));
    }

    private boolean asksLike(ScaleRules other) {
        return rules.queries().equals(other.queries())
                && rules.outside().prometheus().equals(other.outside().prometheus());
    }

    private static Optional<PrometheusCpu> asked(ScaleRules rules, Time time) {
        return rules.queries().isEmpty()
                ? Optional.empty()
                : rules.outside().prometheus().map(base -> new PrometheusCpu(base, rules.queries(), time));
    }

    /** Begins to ask, if the one before does not do so already; what that one knows still counts where the question stays. */
    void begin(Outside before) {
        if (prometheus.isPresent() && !prometheus.equals(before.prometheus)) {
            before.prometheus.ifPresent(prometheus.get()::takeOver);
            prometheus.get().start();
        }
    }

    /** Ends what the other one does not have too. */
    void endBeside(Outside other) {
        if (deeds != other.deeds) {
            deeds.close();
        }
        if (!prometheus.equals(other.prometheus)) {
            prometheus.ifPresent(PrometheusCpu::close);
        }
    }

    void end() {
        deeds.close();
        prometheus.ifPresent(PrometheusCpu::close);
    }
}
