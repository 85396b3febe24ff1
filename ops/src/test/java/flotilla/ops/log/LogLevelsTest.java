package flotilla.ops.log;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import flotilla.ops.log.LogPolicy.Level;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class LogLevelsTest {

    private static final Map<String, String> USUAL =
            Map.of("root", "warn", "flotilla", "info", "com.hazelcast", "error");

    private final LoggerContext context = new LoggerContext();
    private final AtomicReference<LogPolicy> policy = new AtomicReference<>(LogPolicy.DEFAULT);

    private LogLevels started(String environment) {
        Logging.levels(context, environment);
        return new LogLevels(context, environment, policy::get);
    }

    private void follow(LogLevels levels, LogPolicy newer) {
        levels.follow(policy.get(), newer);
        policy.set(newer);
    }

    private static LogPolicy policy(String level, String logger, Level ofIt) {
        return new LogPolicy(level, Map.of(logger, ofIt));
    }

    @Test
    void theEnvironmentSaysTheLevelOfTheProgramAndOfOthers() {
        assertThat(started("").levels()).containsExactlyInAnyOrderEntriesOf(USUAL);
        assertThat(started("DEBUG, root=error ,flotilla.decision=trace").levels())
                .containsEntry("flotilla", "debug")
                .containsEntry("root", "error")
                .containsEntry("flotilla.decision", "trace");
    }

    @Test
    void whatTheEnvironmentNamesWronglyIsLeftAsItIs() {
        assertThat(started("loud,flotilla.x=,=debug,,root=none").levels())
                .containsEntry("flotilla", "info")
                .containsEntry("root", "warn")
                .doesNotContainKey("flotilla.x");
    }

    @Test
    void theConfigurationCountsOverTheEnvironmentAndGoesAway() {
        var levels = started("debug,flotilla.decision=trace");

        follow(levels, policy("warn", "flotilla.audit", Level.OFF));
        assertThat(levels.levels())
                .containsEntry("flotilla", "warn")
                .containsEntry("flotilla.audit", "off")
                .containsEntry("flotilla.decision", "trace");

        follow(levels, LogPolicy.DEFAULT);
        assertThat(levels.levels())
                .containsEntry("flotilla", "debug")
                .containsEntry("flotilla.decision", "trace")
                .doesNotContainKey("flotilla.audit");
    }

    @Test
    void whatSomebodyHasSetStaysUntilTheConfigurationSaysOtherwise() {
        var levels = started("");
        levels.set("flotilla", "debug");
        levels.set("flotilla.node", "trace");

        follow(levels, policy("default", "flotilla.audit", Level.WARN));
        assertThat(levels.levels()).containsEntry("flotilla", "debug").containsEntry("flotilla.node", "trace");

        follow(levels, policy("error", "flotilla.audit", Level.WARN));
        assertThat(levels.levels()).containsEntry("flotilla", "error").containsEntry("flotilla.node", "trace");
    }

    @Test
    void whatSomebodyTakesBackIsWhatTheConfigurationSays() {
        var levels = started("debug");
        follow(levels, policy("warn", "flotilla.audit", Level.ERROR));
        levels.set("flotilla", "trace");
        levels.set("flotilla.audit", "trace");
        levels.set("flotilla.node", "trace");

        levels.reset("flotilla");
        levels.reset("flotilla.audit");
        levels.reset("flotilla.node");

        assertThat(levels.levels())
                .containsEntry("flotilla", "warn")
                .containsEntry("flotilla.audit", "error")
                .doesNotContainKey("flotilla.node");
    }
}
