package flotilla.node.cluster;

import flotilla.discovery.InvalidValue;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * All that a node tells of its work, whole each time: a lost report costs a tick, and a node that says nothing fades.
 * Every list is in ascending order of its keys, each key once.
 *
 * @param traffic requests per second to each upstream
 * @param loads what is under way at each endpoint
 * @param limits requests per second that come under each fleet-wide limit
 * @param failures attempts per second at each upstream that failed; nothing from nodes of a release that did not tell
 */
public record NodeReport(
        Origin origin, List<Demand> traffic, List<EndpointLoad> loads, List<Demand> limits, List<Demand> failures)
        implements Message {

    public NodeReport {
        traffic = ascending("traffic", traffic, Demand::key);
        loads = ascending("loads", loads, EndpointLoad::key);
        limits = ascending("limits", limits, Demand::key);
        failures = ascending("failures", failures, Demand::key);
    }

    /** Of a node where nothing fails. */
    public NodeReport(Origin origin, List<Demand> traffic, List<EndpointLoad> loads, List<Demand> limits) {
        this(origin, traffic, loads, limits, List.of());
    }

    /** The rate to this upstream in requests per second; 0 if there is none. */
    double trafficTo(long upstream) {
        return find(traffic, upstream);
    }

    /** Failed attempts at this upstream per second. */
    double failuresAt(long upstream) {
        return find(failures, upstream);
    }

    /** The rate under this limit in requests per second; 0 if there is none. */
    double demandOf(long limit) {
        return find(limits, limit);
    }

    private static double find(List<Demand> demands, long key) {
        int low = 0;
        int high = demands.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            var demand = demands.get(middle);
            if (demand.key() == key) {
                return demand.perSecond();
            } else if (demand.key() < key) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return 0;
    }

    static <T> List<T> ascending(String component, List<T> list, ToLongFunction<T> key) {
        var copy = List.copyOf(list);
        for (int i = 1; i < copy.size(); i++) {
            long before = key.applyAsLong(copy.get(i - 1));
            long next = key.applyAsLong(copy.get(i));
            InvalidValue.require(before < next, component, next + " after " + before, "keys that ascend");
        }
        return copy;
    }
}
