package flotilla.ops.process;

import flotilla.node.Node;
import flotilla.ops.admin.AdminServer;
import flotilla.ops.process.upgrade.HandedSocket;
import flotilla.ops.process.upgrade.Running;
import flotilla.ops.process.upgrade.Supervision;
import flotilla.ops.process.upgrade.Unsaved;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a node gives way to another process. It stays ready to the end: whoever asks its admin port in the last moment asks after
 * a service that goes on.
 */
final class Yielding implements Running {

    private static final String GIVES_WAY = "another process takes this one's place: ask again in a moment";

    private final Node node;
    private final Standstill standstill;
    private final Supervisor supervisor;
    private final Optional<AdminServer> admin;
    private final Optional<PidFile> pidFile;
    private final Presence presence;
    private final Signals signals;

    Yielding(
            Node node,
            Standstill standstill,
            Supervisor supervisor,
            Optional<AdminServer> admin,
            Optional<PidFile> pidFile,
            Presence presence,
            Signals signals) {
        this.node = node;
        this.standstill = standstill;
        this.supervisor = supervisor;
        this.admin = admin;
        this.pidFile = pidFile;
        this.presence = presence;
        this.signals = signals;
    }

    @Override
    public void freeze() {
        standstill.begin(GIVES_WAY);
    }

    @Override
    public List<HandedSocket> sockets() {
        var all = new ArrayList<HandedSocket>();
        node.sockets()
                .forEach((name, channels) ->
                        channels.forEach(channel -> all.add(new HandedSocket(HandedSocket.listener(name), channel))));
        admin.ifPresent(server -> all.add(new HandedSocket(HandedSocket.ADMIN, server.socket())));
        return all;
    }

    @Override
    public Optional<Unsaved> unsaved() {
        return standstill.unsaved();
    }

    @Override
    public Optional<Supervision> supervision() {
        return supervisor.supervision();
    }

    /** The other process may have come as far as its pid file. */
    @Override
    public void resume() {
        standstill.end();
        pidFile.ifPresent(PidFile::writeAgain);
    }

    @Override
    public void giveWay() {
        // Whoever came in between may have begun something that would go on.
        standstill.begin(GIVES_WAY);
        presence.release();
        admin.ifPresent(AdminServer::stopAccepting);
        node.giveWay();
    }

    @Override
    public void end() {
        signals.stop(Signals.Stop.HANDED_OVER);
    }
}
