package flotilla.node.cluster.simulation;

import flotilla.node.balance.BalancePolicy;
import flotilla.node.balance.Balancers;
import flotilla.node.balance.LiveEndpoint;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** How a node of the simulation chooses an endpoint. */
enum Choice {
    /** The product's own balancer over the fleet. */
    FLEET,
    /** Least connections of each node, all endpoints looked at, ties at random: what other balancers do at their best. */
    LEAST_PER_NODE,
    /** The sum of own counts and the last reports, as they are. */
    NAIVE,
    /** Knows every count of every node at once. */
    ORACLE;

    /** Whether it looks at what nodes report. */
    boolean reports() {
        return this == FLEET || this == NAIVE;
    }

    /** Picks an index. */
    interface Chooser {
        int choose();
    }

    Chooser chooser(Simulation simulation, int node) {
        List<LiveEndpoint> endpoints = simulation.nodes().get(node).endpoints();
        return switch (this) {
            case FLEET -> product(simulation, node);
            case LEAST_PER_NODE -> least(simulation, i -> endpoints.get(i).inFlight());
            case NAIVE ->
                least(
                        simulation,
                        i -> endpoints.get(i).inFlight() + endpoints.get(i).peersInFlight());
            case ORACLE -> least(simulation, i -> simulation.servers().get(i).inside());
        };
    }

    private static Chooser product(Simulation simulation, int node) {
        var picker = Balancers.create(BalancePolicy.DEFAULT)
                .over(simulation.nodes().get(node).rotation());
        var request = new Pick(simulation.random().split(), simulation.events());
        return () -> simulation.nodes().get(node).indexOf(picker.pick(request));
    }

    private static Chooser least(Simulation simulation, ToDoubleFunction<Integer> load) {
        var random = simulation.random().split();
        int size = simulation.servers().size();
        return () -> {
            int best = 0;
            double least = Double.POSITIVE_INFINITY;
            int ties = 0;
            for (int i = 0; i < size; i++) {
                double mine = load.applyAsDouble(i);
                ties = mine < least ? 1 : mine == least ? ties + 1 : ties;
                if (mine < least || mine == least && random.nextInt(ties) == 0) {
                    best = i;
                    least = mine;
                }
            }
            return best;
        };
    }
}
