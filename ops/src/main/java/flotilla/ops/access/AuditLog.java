package flotilla.ops.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import flotilla.discovery.Time;
import flotilla.ops.log.LogFilePolicy;
import flotilla.ops.log.LogName;
import flotilla.ops.log.SharedLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every change that was asked for, done or not, as a line of JSON: to a file, or as events of the logger {@code flotilla.audit}
 * where none is named. There are as many lines as people have wishes, and few of those whom nobody knows ({@link Strangers}). A
 * line that cannot be written to its file goes to the logger.
 */
public final class AuditLog implements AutoCloseable {

    private static final Logger EVENTS = LoggerFactory.getLogger("flotilla.audit");
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int MAX_BODY = 2_000;
    private static final int MAX_TARGET = 200;

    private final Time time;
    private final Strangers strangers;

    @GuardedBy("this") private Optional<LogFilePolicy> policy;

    @GuardedBy("this") private Optional<SharedLog> file;

    @GuardedBy("this") private boolean broken;

    private AuditLog(Optional<LogFilePolicy> policy, Optional<SharedLog> file, Time time) {
        this.policy = policy;
        this.file = file;
        this.time = time;
        this.strangers = new Strangers(time);
    }

    /**
     * What was asked for, and what came of it.
     *
     * @param who empty: nobody that is known
     * @param from the address
     * @param what method and target
     * @param by for whom, in the words of whoever asked; empty: they said nothing
     * @param why in their words
     * @param body as it came
     * @param detail why it was not done; empty: it was
     */
    public record Line(
            Optional<Caller> who,
            InetAddress from,
            String what,
            String by,
            String why,
            String body,
            int status,
            String detail) {

        /** What is kept of somebody whom nobody knows. */
        private Line ofStranger(int unwritten) {
            var more = unwritten == 0 ? "" : "; " + unwritten + " more from there are not written";
            return new Line(who, from, cut(what), cut(by), cut(why), "", status, detail + more);
        }
    }

    private static String cut(String text) {
        return text.length() > MAX_TARGET ? text.substring(0, MAX_TARGET) + "..." : text;
    }

    /**
     * Begins to write.
     *
     * @throws UncheckedIOException naming the file, if it cannot be written
     */
    public static AuditLog open(Optional<LogFilePolicy> policy, Time time) {
        return new AuditLog(policy, policy.map(present -> started(present, time)), time);
    }

    private static SharedLog started(LogFilePolicy policy, Time time) {
        var file = SharedLog.prepare(LogName.AUDIT, policy, time);
        file.start(() -> {});
        return file;
    }

    /** @throws UncheckedIOException naming the file, if it cannot be written */
    public void requireWritable(Optional<LogFilePolicy> newer) {
        newer.ifPresent(
                present -> SharedLog.prepare(LogName.AUDIT, present, time).close());
    }

    /** Writes into another file from now on, or looks after the same one in another way. */
    public void follow(Optional<LogFilePolicy> newer) {
        Optional<SharedLog> before;
        synchronized (this) {
            if (newer.equals(policy)) {
                return;
            }
            before = file;
            file = next(newer);
            policy = newer;
        }
        before.ifPresent(SharedLog::close);
    }

    /** It was looked at a moment ago, so that it cannot be is rare; then its lines are events. */
    private Optional<SharedLog> next(Optional<LogFilePolicy> newer) {
        try {
            return newer.map(present -> started(present, time));
        } catch (UncheckedIOException e) {
            EVENTS.error("{}; its lines stand here", e.toString());
            return Optional.empty();
        }
    }

    /** What comes later is among the events. */
    @Override
    public void close() {
        follow(Optional.empty());
    }

    public void write(Line line) {
        if (line.who().isPresent()) {
            write(text(line));
        } else {
            strangers.turn(line.from()).ifPresent(unwritten -> write(text(line.ofStranger(unwritten))));
        }
    }

    private synchronized void write(String text) {
        if (file.isEmpty()) {
            EVENTS.info("{}", text);
            return;
        }
        try {
            file.get().write(text + "\n");
            broken = false;
        } catch (IOException e) {
            if (!broken) {
                EVENTS.error(
                        "{} cannot be written, its lines stand here: {}",
                        policy.orElseThrow().file(),
                        e.toString());
            }
            broken = true;
            EVENTS.info("{}", text);
        }
    }

    private String text(Line line) {
        var object = JSON.createObjectNode()
                .put("at", time.now().toString())
                .put("who", line.who().map(Caller::name).orElse(""))
                .put("known_as", line.who().map(who -> who.kind().word()).orElse("nobody"))
                .put("from", line.from().getHostAddress())
                .put("what", line.what());
        said("by", line.by(), object);
        said("why", line.why(), object);
        body(line.body(), object);
        return object.put("status", line.status())
                .put("result", line.detail().isEmpty() ? "done" : line.detail())
                .toString();
    }

    private static void said(String field, String word, ObjectNode object) {
        if (!word.isEmpty()) {
            object.put(field, word);
        }
    }

    /** JSON as such; of a long one its beginning. */
    private static void body(String body, ObjectNode object) {
        if (body.length() > MAX_BODY) {
            object.put("body", body.substring(0, MAX_BODY) + "... (" + body.length() + " characters)");
        } else if (!body.isEmpty()) {
            try {
                object.set("body", JSON.readTree(body));
            } catch (JsonProcessingException _) {
                object.put("body", body);
            }
        }
    }
}
