package flotilla.ops.log;

import flotilla.node.telemetry.Finished;

/** How a request becomes a line. Runs on the I/O threads: allocates nothing. */
interface LineFormat {

    /** Puts the line, without its end. */
    void write(Finished request, Clockface clock, LineBuffer line);

    /** Puts a duration as seconds with six places. */
    static void seconds(long nanos, LineBuffer line) {
        long micros = Math.max(0, nanos) / 1000;
        line.put(micros / 1_000_000);
        line.put('.');
        line.putPadded(micros, 6);
    }
}
