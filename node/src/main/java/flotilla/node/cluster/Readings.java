package flotilla.node.cluster;

import java.util.List;

/** All figures that a node tells, each second, in ascending order of their keys, each key once. */
public record Readings(Origin origin, List<Reading> all) implements Message {

    public Readings {
        all = NodeReport.ascending("all", all, Reading::key);
    }
}
