package flotilla.ops.process.follow;

import flotilla.ops.admin.AdminPolicy;
import flotilla.ops.admin.AdminServer;
import flotilla.ops.config.Settings;

/** The admin port, whose tokens, roles, certificates and audit log may change. Where it is bound stays. */
public final class AdminFollows implements Follower {

    private final AdminServer server;

    /** That it follows; changed by one change at a time. */
    private AdminPolicy policy;

    public AdminFollows(AdminServer server, AdminPolicy policy) {
        this.server = server;
        this.policy = policy;
    }

    @Override
    public Change prepare(Settings newer) {
        if (newer.admin().equals(policy)) {
            return Change.NONE;
        }
        var change = server.prepare(newer.admin());
        return () -> {
            change.run();
            policy = newer.admin();
        };
    }
}
