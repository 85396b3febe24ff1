package flotilla.ops.api;

import com.fasterxml.jackson.databind.json.JsonMapper;
import flotilla.discovery.Time;
import flotilla.node.Node;
import flotilla.ops.config.Settings;
import flotilla.ops.log.LogLevels;
import flotilla.ops.rest.Call;
import flotilla.ops.rest.Operation;
import flotilla.ops.rest.Reply;
import flotilla.ops.rest.Schema;
import flotilla.ops.rest.Schema.Thing;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

/** The process that is asked: what it is, how long it runs, and the levels of its log. */
final class ProcessResource {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final Thing PROCESS = Schema.thing("Process")
            .with("version", Schema.text("Of the program."))
            .with("node", Schema.text("The id of the node."))
            .with("pid", Schema.whole("Of the process."))
            .with("java", Schema.text("Its version."))
            .with("started", Schema.text("When."))
            .with("uptime_s", Schema.whole("Since then."))
            .with("ready", Schema.truth("Whether it may have traffic."))
            .with("stages", Schema.list(Schema.text("Of a request's path, in their order.")));

    private static final Schema.Text LEVEL = Schema.text("How much is said.").oneOf(LogLevels.NAMES);
    private static final Schema.Text LOGGER =
            Schema.text("The name of a logger, or root.").matching("[A-Za-z][A-Za-z0-9_.-]{0,127}");

    private static final Thing LEVELS = Schema.thing("LogLevels").with("levels", Schema.map(LEVEL));

    private static final Thing WANTED = Schema.thing("LogLevel").with("level", LEVEL);

    private final Node node;
    private final Supplier<Settings> settings;
    private final String version;
    private final Time time;
    private final LogLevels levels;
    private final Condition condition;
    private final Instant started;

    ProcessResource(Node node, Supplier<Settings> settings, String version, Time time) {
        this.node = node;
        this.settings = settings;
        this.version = version;
        this.time = time;
        this.levels = LogLevels.ofProcess(() -> settings.get().log());
        this.condition = new Condition("log levels", levels::levels);
        this.started = time.now();
    }

    List<Operation> operations() {
        return List.of(
                Operation.get("/process", "showProcess", "What the process is, and how long it runs.")
                        .answers(PROCESS)
                        .by(call -> process()),
                Operation.get(
                                "/log/levels",
                                "showLogLevels",
                                "The loggers of this node that have a level of their own.")
                        .withVersion()
                        .answers(LEVELS)
                        .by(call -> condition.shown(this::levels)),
                Operation.put("/log/levels/{logger}", "setLogLevel", "Gives a logger of this node another level.")
                        .where("logger", LOGGER)
                        .takes(WANTED)
                        .onCondition()
                        .answers(LEVELS)
                        .by(call -> condition.changed(call, () -> set(call))),
                Operation.delete(
                                "/log/levels/{logger}", "resetLogLevel", "Gives it the level that it had at the start.")
                        .where("logger", LOGGER)
                        .onCondition()
                        .answers(LEVELS)
                        .by(call -> condition.changed(call, () -> reset(call))));
    }

    private Reply process() {
        var page = JSON.createObjectNode()
                .put("version", version)
                .put("node", settings.get().nodeId())
                .put("pid", ProcessHandle.current().pid())
                .put("java", Runtime.version().toString())
                .put("started", started.toString())
                .put("uptime_s", Duration.between(started, time.now()).toSeconds())
                .put("ready", node.ready());
        var stages = page.putArray("stages");
        node.stages().forEach(stages::add);
        return Reply.of(page);
    }

    private Reply levels() {
        var page = JSON.createObjectNode();
        var all = page.putObject("levels");
        levels.levels().forEach(all::put);
        return Reply.of(page);
    }

    private Reply set(Call call) {
        call.by();
        levels.set(call.of("logger"), call.body().path("level").textValue());
        return levels();
    }

    private Reply reset(Call call) {
        call.by();
        levels.reset(call.of("logger"));
        return levels();
    }
}
