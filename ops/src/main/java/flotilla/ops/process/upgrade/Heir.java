package flotilla.ops.process.upgrade;

import flotilla.discovery.Time;
import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The process that is to take this one's place, as this one sees it.
 *
 * <p>Until it has said that it serves, this process accepts as ever: both have the same sockets with the same queues,
 * and whoever accepts a connection has it. So there is no moment in which nobody does, and whichever of the two dies, the
 * other one is there.
 */
final class Heir {

    private static final Logger LOG = LoggerFactory.getLogger("flotilla");

    /** For all that a start needs: its sources, its endpoints' first checks, its warm-up. */
    private static final Duration START = Duration.ofMinutes(2);

    private static final Duration STEP = Duration.ofSeconds(30);

    private final Conversation conversation;
    private final String pid;
    private final String version;
    private final long sinceNanos;

    Heir(Conversation conversation, Message hello, long sinceNanos) {
        this.conversation = conversation;
        this.pid = hello.value("pid").orElse("unknown");
        this.version = hello.value("version").orElse("unknown");
        this.sinceNanos = sinceNanos;
    }

    String pid() {
        return pid;
    }

    String version() {
        return version;
    }

    long sinceNanos() {
        return sinceNanos;
    }

    void refuse(String why) {
        part(Message.cancel(why));
    }

    private void part(Message last) {
        try {
            conversation.say(last);
        } catch (IOException e) {
            LOG.debug("upgrade: process {} is gone already: {}", pid, e.getMessage());
        }
        conversation.close();
    }

    /** Whether it waits still. One that has died must not be who a signal is for. */
    boolean waits() {
        try {
            if (conversation.hear(Duration.ZERO, Message.Kind.CANCEL).isEmpty()) {
                return true;
            }
            LOG.info("upgrade: process {} gave up", pid);
        } catch (IOException e) {
            LOG.info("upgrade: process {} waits no more: {}", pid, e.getMessage());
        }
        conversation.close();
        return false;
    }

    /**
     * Hands over; returns whether it serves now. If not, everything is as before. Whoever stops this process meanwhile interrupts the
     * thread, and leaves the new one to serve.
     */
    boolean takeOver(Running running, Time time) {
        long began = time.nanos();
        try {
            running.freeze();
            hand(running);
            expect(Message.Kind.READY, START);
            conversation.say(Message.of(Message.Kind.GO));
            expect(Message.Kind.SERVING, STEP);
        } catch (IOException | RuntimeException e) {
            if (Thread.currentThread().isInterrupted()) {
                LOG.info("upgrade: process {} goes on alone, as this one stops", pid);
                part(Message.of(Message.Kind.STOPS));
                return false;
            }
            LOG.warn("upgrade: failed, this process goes on: process {}: {}", pid, e.getMessage());
            refuse("the old process goes on: " + e.getMessage());
            running.resume();
            return false;
        }
        LOG.info(
                "upgrade: process {} (version {}) serves, after {} ms; this one ends with its last connection",
                pid,
                version,
                Duration.ofNanos(time.nanos() - began).toMillis());
        running.giveWay();
        farewell();
        return true;
    }

    private void hand(Running running) throws IOException {
        var sockets = running.sockets();
        var message = Message.of(Message.Kind.SOCKETS);
        for (var socket : sockets) {
            message = message.with("socket", socket.owner());
        }
        var unsaved = running.unsaved();
        if (unsaved.isPresent()) {
            message = message.with("unsaved", unsaved.get().line());
        }
        var supervision = running.supervision();
        if (supervision.isPresent()) {
            message = message.with("supervision", supervision.get().line());
        }
        conversation.say(message, sockets.stream().map(HandedSocket::channel).toList());
    }

    private void expect(Message.Kind kind, Duration limit) throws IOException {
        var heard = conversation.hear(limit, kind);
        if (heard.isEmpty()) {
            throw new IOException("it did not say " + kind + " within " + limit.toSeconds() + " s");
        } else if (heard.get().is(Message.Kind.CANCEL)) {
            throw new IOException(heard.get().value("why").orElse("it gave up"));
        }
    }

    private void farewell() {
        try {
            conversation.say(Message.of(Message.Kind.LEFT));
        } catch (IOException e) {
            LOG.warn("upgrade: process {} does not hear that this one has left: {}", pid, e.getMessage());
        }
        conversation.close();
    }
}
