package flotilla.ops.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.errorprone.annotations.concurrent.GuardedBy;
import flotilla.discovery.Time;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every change that was asked for, done or not, as a line of JSON: to a file, or as events of the logger {@code flotilla.audit}
 * where none is named. The file is opened for each line, so whoever rotates it moves it away and needs to tell nobody; there
 * are as many lines as people have wishes, and few of those whom nobody knows ({@link Strangers}). A line that cannot be
 * written to its file goes to the logger.
 */
public final class AuditLog {

    private static final Logger EVENTS = LoggerFactory.getLogger("flotilla.audit");
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int MAX_BODY = 2_000;
    private static final int MAX_TARGET = 200;

    private volatile Optional<Path> file;
    private final Time time;
    private final Strangers strangers;

    @GuardedBy("this") private boolean broken;

    private AuditLog(Optional<Path> file, Time time) {
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
     * @param body as it came
     * @param detail why it was not done; empty: it was
     */
    public record Line(Optional<Caller> who, InetAddress from, String what, String body, int status, String detail) {

        /** What is kept of somebody whom nobody knows. */
        private Line ofStranger(int unwritten) {
            var cut = what.length() > MAX_TARGET ? what.substring(0, MAX_TARGET) + "..." : what;
            var more = unwritten == 0 ? "" : "; " + unwritten + " more from there are not written";
            return new Line(who, from, cut, "", status, detail + more);
        }
    }

    /**
     * Begins to write.
     *
     * @throws UncheckedIOException naming the file, if it cannot be written
     */
    public static AuditLog open(Optional<Path> file, Time time) {
        requireWritable(file);
        return new AuditLog(file, time);
    }

    /** @throws UncheckedIOException naming the file, if it cannot be written */
    public static void requireWritable(Optional<Path> file) {
        file.ifPresent(path -> {
            try {
                append(path, "");
            } catch (IOException e) {
                throw new UncheckedIOException("admin.audit_log " + path + ": cannot be opened", e);
            }
        });
    }

    /** Writes into another file from now on. */
    public void follow(Optional<Path> newer) {
        file = newer;
    }

    public void write(Line line) {
        if (line.who().isPresent()) {
            write(text(line));
        } else {
            strangers.turn(line.from()).ifPresent(unwritten -> write(text(line.ofStranger(unwritten))));
        }
    }

    private void write(String text) {
        var now = file;
        if (now.isEmpty()) {
            EVENTS.info("{}", text);
            return;
        }
        synchronized (this) {
            try {
                append(now.get(), text + "\n");
                broken = false;
            } catch (IOException e) {
                if (!broken) {
                    EVENTS.error("{} cannot be written, its lines stand here: {}", now.get(), e.toString());
                }
                broken = true;
                EVENTS.info("{}", text);
            }
        }
    }

    private static void append(Path path, String text) throws IOException {
        Files.writeString(path, text, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private String text(Line line) {
        var object = JSON.createObjectNode()
                .put("at", time.now().toString())
                .put("who", line.who().map(Caller::name).orElse(""))
                .put("known_as", line.who().map(who -> who.kind().word()).orElse("nobody"))
                .put("from", line.from().getHostAddress())
                .put("what", line.what());
        body(line.body(), object);
        return object.put("status", line.status())
                .put("result", line.detail().isEmpty() ? "done" : line.detail())
                .toString();
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
