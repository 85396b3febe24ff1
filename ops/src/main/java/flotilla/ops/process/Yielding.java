package flotilla.ops.process;

import flotilla.node.Node;
import flotilla.ops.admin.AdminServer;
import flotilla.ops.process.upgrade.HandedSocket;
import flotilla.ops.process.upgrade.Running;
import flotilla.ops.reload.RunningConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a node gives way to another process. It stays ready to the end: whoever asks its admin port in the last moment asks after
 * a service that goes on.
 */
final class Yielding implements Running {

    private final Node node;
    private final Optional<RunningConfig> config;
    private final Optional<AdminServer> admin;
    private final ChangeableSettings settings;
    private final Optional<PidFile> pidFile;
    private final Presence presence;
    private final Signals signals;

    Yielding(
            Node node,
            Optional<RunningConfig> config,
            Optional<AdminServer> admin,
            ChangeableSettings settings,
            Optional<PidFile> pidFile,
            Presence presence,
            Signals signals) {
        this.node = node;
        this.config = config;
        this.admin = admin;
        this.settings = settings;
        this.pidFile = pidFile;
        this.presence = presence;
        this.signals = signals;
    }

    @Override
    public void freeze() {
        config.ifPresent(RunningConfig::freeze);
        settings.freeze(true);
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

    /** The other process may have come as far as its pid file. */
    @Override
    public void resume() {
        settings.freeze(false);
        config.ifPresent(RunningConfig::thaw);
        pidFile.ifPresent(PidFile::writeAgain);
    }

    @Override
    public void giveWay() {
        presence.release();
        admin.ifPresent(AdminServer::stopAccepting);
        node.giveWay();
    }

    @Override
    public void end() {
        signals.stop(Signals.Stop.HANDED_OVER);
    }
}
