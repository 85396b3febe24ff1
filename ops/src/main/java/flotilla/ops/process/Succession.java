package flotilla.ops.process;

import flotilla.discovery.Time;
import flotilla.node.Node;
import flotilla.node.cluster.Membership;
import flotilla.ops.config.ProcessPolicy;
import flotilla.ops.process.upgrade.HandedSockets;
import flotilla.ops.process.upgrade.Inheritance;
import flotilla.ops.process.upgrade.Running;
import flotilla.ops.process.upgrade.Supervision;
import flotilla.ops.process.upgrade.UpgradeSocket;
import flotilla.ops.reload.RunningConfig;
import flotilla.ops.settings.NodeSettings;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The processes before and after this one: whose place it takes, if anybody's, and how another one may take its own.
 *
 * <p>From {@link #ready} to {@link #begin} two processes accept from the same sockets. Nothing that may fail belongs there: up to
 * then the start can be given up as if it had not been, and afterwards nobody else serves.
 */
final class Succession implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger("flotilla");

    private final Optional<Inheritance> from;
    private final HandedSockets sockets;
    private final Time time;

    private Optional<UpgradeSocket> own = Optional.empty();

    private Succession(Optional<Inheritance> from, HandedSockets sockets, Time time) {
        this.from = from;
        this.sockets = sockets;
        this.time = time;
    }

    /**
     * Of a process with this environment.
     *
     * @param from empty: it takes nobody's place
     */
    static Succession of(Optional<Inheritance> from, Map<String, String> environment, Time time) {
        var sockets = from.map(Inheritance::sockets).orElseGet(() -> HandedSockets.ofSystemd(environment));
        return new Succession(from, sockets, time);
    }

    /** Whether there is, or was, a process whose place this one takes. */
    boolean inherits() {
        return from.isPresent();
    }

    /** Whether there is such a process still, which goes on if this one does not. */
    boolean shares() {
        return from.filter(Inheritance::shares).isPresent();
    }

    /** Whether that process is dead, so that nobody serves until this one does. */
    boolean bereft() {
        return from.filter(Inheritance::bereft).isPresent();
    }

    /** Who supervises that process, if anybody does. */
    Optional<Supervision> supervision() {
        return from.flatMap(Inheritance::supervision);
    }

    /** The listening sockets that are there before this process binds any. */
    HandedSockets sockets() {
        return sockets;
    }

    /** Says what counted at the process before, came from no file, and does not count here. */
    void compare(RunningConfig own) {
        from.flatMap(Inheritance::unsaved)
                .filter(before -> !before.is(own.revision().text()))
                .ifPresent(before -> {
                    boolean kept = own.history().stream().anyMatch(one -> before.is(one.text()));
                    LOG.warn(
                            "upgrade: revision {} of the old process, by {}, is in no file: {} counts in its place (revision {}); {}",
                            before.revision(),
                            before.by(),
                            own.configuration().file(),
                            own.revision().number(),
                            kept
                                    ? "flotilla ctl rollback " + before.revision() + " lets it count again"
                                    : "as there is no state directory, it has to be sent again");
                });
    }

    /** Makes the socket for the next one, if there is to be one, beside its place for now. */
    void open(ProcessPolicy policy) {
        own = policy.upgradeSock().map(path -> UpgradeSocket.open(path, inherits(), time));
    }

    /** The file of that socket, under the name that it has for now. */
    Optional<Path> made() {
        return own.map(UpgradeSocket::made);
    }

    /** Takes the signal of an upgrade, which counts from {@link #begin} on. */
    void takeSignal() {
        own.ifPresent(socket -> {
            SignalHandler.handle("ALRM", socket::alarmed);
            socket.takeSignal();
        });
    }

    /** Says that all is there but clients, and returns when they may be let in. */
    void ready() {
        from.ifPresent(Inheritance::ready);
    }

    /**
     * From now on this process serves, and another one may take its place.
     *
     * @param served called in between
     */
    void begin(Running running, Runnable served) {
        from.ifPresent(Inheritance::serving);
        served.run();
        own.ifPresent(socket -> socket.begin(running));
    }

    /** Takes the place in the fleet once the process before has left it. */
    void joinLate(Optional<Membership> place, Node node, NodeSettings changeable, Runnable surrender) {
        from.ifPresent(before -> new LateArrival(before, place, surrender).join(node, changeable));
    }

    /** Tells the process before, if this one does not serve, that it has to go on. */
    void giveUp() {
        from.ifPresent(Inheritance::close);
    }

    /** Nobody takes its place any more. */
    @Override
    public void close() {
        own.ifPresent(UpgradeSocket::close);
    }
}
