package flotilla.node.cluster.simulation;

import java.util.ArrayDeque;
import java.util.SplittableRandom;

/** An endpoint's other side: workers that take requests in the order of their arrival. */
final class Server {

    private final Events events;
    private final SplittableRandom random;
    private final double meanNanos;
    private final ArrayDeque<Events.Event> queue = new ArrayDeque<>();
    private int busy;
    private int inside;

    Server(Events events, SplittableRandom random, double meanNanos) {
        this.events = events;
        this.random = random;
        this.meanNanos = meanNanos;
    }

    /** All requests that are here, of whatever node. */
    int inside() {
        return inside;
    }

    /** @param done happens once the request is served */
    void serve(Events.Event done) {
        inside++;
        queue.add(done);
        work();
    }

    private void work() {
        while (busy < World.WORKERS && !queue.isEmpty()) {
            var job = queue.remove();
            busy++;
            events.after(-meanNanos * Math.log(1 - random.nextDouble()), nanos -> {
                busy--;
                inside--;
                job.happen(nanos);
                work();
            });
        }
    }
}
