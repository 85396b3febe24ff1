package flotilla.ops.demo;

import flotilla.discovery.Time;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The demo's endpoints, each a process. One that dies is started again at its port after a while, to be seen return. */
final class Fleet implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Fleet.class);
    private static final Duration REBIRTH = Duration.ofSeconds(10);
    private static final Duration LOOK = Duration.ofMillis(200);

    /**
     * An endpoint of the demo.
     *
     * @param delay of each of its answers
     */
    record Member(String name, int weight, Duration delay) {}

    private static final List<Member> MEMBERS = List.of(
            new Member("quick", 2, Duration.ofMillis(5)),
            new Member("steady", 1, Duration.ofMillis(20)),
            new Member("slow", 1, Duration.ofMillis(80)));

    /** A member as it runs now. */
    record Running(Member member, int port, ChildProcess process) {

        String authority() {
            return "127.0.0.1:" + port;
        }
    }

    private final Time time;
    private final CopyOnWriteArrayList<Running> running = new CopyOnWriteArrayList<>();
    private final Thread keeper;
    private volatile boolean closed;

    private Fleet(Time time) {
        this.time = time;
        this.keeper = Thread.ofVirtual().name("demo-fleet").unstarted(this::keep);
    }

    /** Starts all of them and waits until they listen. */
    static Fleet start(Time time) {
        var fleet = new Fleet(time);
        var starting = MEMBERS.stream().map(member -> launch(member, 0)).toList();
        try {
            for (int i = 0; i < starting.size(); i++) {
                fleet.running.add(ready(MEMBERS.get(i), starting.get(i)));
            }
        } catch (RuntimeException e) {
            starting.forEach(ChildProcess::close);
            throw e;
        }
        fleet.keeper.start();
        return fleet;
    }

    private static ChildProcess launch(Member member, int port) {
        var delay = member.delay().toMillis() + "ms";
        return ChildProcess.same(List.of("demo-endpoint", member.name(), String.valueOf(port), delay));
    }

    private static Running ready(Member member, ChildProcess process) {
        return new Running(member, Integer.parseInt(process.firstLine()), process);
    }

    /** The members as they run now. */
    List<Running> running() {
        return List.copyOf(running);
    }

    /** The source that lists them with their weights. */
    String source() {
        return running.stream()
                .map(one -> one.authority() + ";weight=" + one.member().weight())
                .collect(Collectors.joining(",", "fixed:", ""));
    }

    private void keep() {
        try {
            while (!closed) {
                time.pause(LOOK);
                for (var one : running) {
                    if (!one.process().alive()) {
                        revive(one);
                    }
                }
            }
        } catch (InterruptedException _) {
            // The demo ends.
        }
    }

    private void revive(Running dead) throws InterruptedException {
        time.pause(REBIRTH);
        var process = launch(dead.member(), dead.port());
        try {
            running.set(running.indexOf(dead), ready(dead.member(), process));
        } catch (RuntimeException e) {
            process.close();
            LOG.warn("demo: {} was not started again: {}", dead.member().name(), e.getMessage());
        }
    }

    @Override
    public void close() {
        closed = true;
        keeper.interrupt();
        try {
            keeper.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        running.forEach(one -> one.process().close());
    }
}
