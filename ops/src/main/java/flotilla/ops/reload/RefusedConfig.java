package flotilla.ops.reload;

import flotilla.discovery.Unobtainable;
import flotilla.ops.config.ConfigChange;
import java.util.List;
import java.util.Optional;

/** A configuration without a mistake that does not come to count all the same; the one before goes on. */
public final class RefusedConfig extends Exception {

    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Reason {
        /** Another has come to count since the caller looked. */
        OTHER_REVISION,
        /** Parts of it count from the start of a process alone. */
        NEEDS_RESTART,
        /** The system or the node refuses something that it needs, such as a port. */
        IMPOSSIBLE,
        /** Another process takes this one's place, by a configuration of its own. */
        FROZEN,
        /** There is no such revision to go back to. */
        NO_SUCH_REVISION
    }

    private final Reason reason;
    private final transient List<ConfigChange> changes;

    RefusedConfig(Reason reason, String message, List<ConfigChange> changes) {
        super(message);
        this.reason = reason;
        this.changes = List.copyOf(changes);
    }

    RefusedConfig(Reason reason, String message) {
        this(reason, message, List.of());
    }

    /** @param missing what this machine refuses */
    RefusedConfig(Unobtainable missing, String message) {
        this(Reason.IMPOSSIBLE, message);
        initCause(missing);
    }

    public Reason reason() {
        return reason;
    }

    /** What this machine refuses, if that is the reason. */
    public Optional<Unobtainable> missing() {
        return getCause() instanceof Unobtainable missing ? Optional.of(missing) : Optional.empty();
    }

    /** Those that stand in the way. */
    public List<ConfigChange> changes() {
        return changes;
    }
}
