package flotilla.ops.process;

import flotilla.discovery.Time;
import flotilla.node.telemetry.Tracing;
import flotilla.ops.metrics.RequestCounters;
import flotilla.ops.process.follow.AccessLogs;
import flotilla.ops.process.warmup.WarmUp;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Whether the code that serves has been warmed up, or is not to be: a process is not ready before. */
final class WarmStart {

    private final Time time;
    private final boolean alone;
    private volatile boolean done;

    private WarmStart(Time time, boolean alone) {
        this.time = time;
        this.alone = alone;
        this.done = !alone;
    }

    /** Of a program that is a node and nothing else, so that all its code is cold. */
    static WarmStart cold(Time time) {
        return new WarmStart(time, true);
    }

    /** Of a node beside others in one process. */
    static WarmStart none(Time time) {
        return new WarmStart(time, false);
    }

    /** Whether the process is this node and nothing else. */
    boolean alone() {
        return alone;
    }

    boolean done() {
        return done;
    }

    /** @param hurry whether there is something better to do */
    void run(Duration limit, BooleanSupplier hurry) {
        if (!done) {
            var unseen = new Recorder(Optional.of(new RequestCounters(1)), AccessLogs.none(time), Tracing.OFF);
            new WarmUp(time, unseen).run(limit, hurry);
            done = true;
        }
    }
}
