package flotilla.ops.process.follow;

import flotilla.ops.config.Settings;
import flotilla.ops.scale.Scale;
import flotilla.ops.scale.ScaleRules;

/** Advice on the number of endpoints: of which upstreams, within which bounds, and whom it is told to. */
public final class ScaleFollows implements Follower {

    private final Scale scale;

    /** That it follows; changed by one change at a time. */
    private ScaleRules rules;

    /** @param rules that it advises by */
    public ScaleFollows(Scale scale, ScaleRules rules) {
        this.scale = scale;
        this.rules = rules;
    }

    @Override
    public Change prepare(Settings newer) {
        var wanted = newer.scale();
        if (wanted.equals(rules)) {
            return Change.NONE;
        }
        var next = scale.prepare(wanted);
        return new Change() {
            @Override
            public void make() {
                next.make();
                rules = wanted;
            }

            @Override
            public void giveUp() {
                next.giveUp();
            }
        };
    }
}
