package flotilla.ops.process;

import flotilla.ops.process.upgrade.Unsaved;
import flotilla.ops.reload.RunningConfig;
import flotilla.ops.settings.Trials;
import java.util.Optional;

/**
 * The time in which a process takes no change, as it is not, or not for long, the one that serves: what it answered with 200 would
 * be lost. A new process begins with it, and an old one has it from the start of a hand-over on.
 */
final class Standstill {

    private final ChangeableSettings settings;
    private final Optional<RunningConfig> config;
    private final Optional<Trials> trials;

    private volatile String why = "";

    Standstill(ChangeableSettings settings, Optional<RunningConfig> config, Optional<Trials> trials) {
        this.settings = settings;
        this.config = config;
        this.trials = trials;
    }

    /** Why nothing can be changed now; empty: it can be. */
    String why() {
        return why;
    }

    /** Begins; returns when changes that are under way have come to their end. */
    void begin(String reason) {
        why = reason;
        trials.ifPresent(all -> all.end("an upgrade, which began"));
        config.ifPresent(RunningConfig::freeze);
        settings.freeze(true);
    }

    /** The configuration that counts, if it came from no file. */
    Optional<Unsaved> unsaved() {
        return config.filter(running -> !running.fromFile())
                .map(RunningConfig::revision)
                .map(one -> Unsaved.of(one.text(), one.number(), one.by().who()));
    }

    void end() {
        settings.freeze(false);
        config.ifPresent(RunningConfig::thaw);
        why = "";
    }
}
