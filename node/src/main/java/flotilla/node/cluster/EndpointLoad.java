package flotilla.node.cluster;

import flotilla.discovery.InvalidValue;

/**
 * What a node has under way at one endpoint. An endpoint without any load and without a latency need not be told of.
 *
 * @param key {@link flotilla.node.balance.LiveEndpoint#key()}
 * @param inFlight attempts
 * @param connections open ones, idle ones included
 * @param latencyStep the moving latency in eighths of an octave above a microsecond, 0 (unknown) to 255: one byte holds
 *     a microsecond to an hour within 5 %
 */
public record EndpointLoad(long key, int inFlight, int connections, int latencyStep) {

    private static final int STEPS_PER_OCTAVE = 8;
    private static final int MAX_STEP = 255;

    public EndpointLoad {
        InvalidValue.require(inFlight >= 0, "inFlight", inFlight, ">= 0");
        InvalidValue.require(connections >= 0, "connections", connections, ">= 0");
        InvalidValue.require(latencyStep >= 0 && latencyStep <= MAX_STEP, "latencyStep", latencyStep, "0 to 255");
    }

    /** @param latencyNanos 0 if nothing is known */
    static EndpointLoad of(long key, int inFlight, int connections, double latencyNanos) {
        return new EndpointLoad(key, Math.max(0, inFlight), Math.max(0, connections), step(latencyNanos));
    }

    public double latencyMicros() {
        return latencyStep == 0 ? 0 : Math.pow(2, (double) latencyStep / STEPS_PER_OCTAVE);
    }

    private static int step(double nanos) {
        if (nanos <= 0) {
            return 0;
        }
        double octaves = Math.log(nanos / 1000) / Math.log(2);
        return Math.clamp(Math.round(octaves * STEPS_PER_OCTAVE), 1, MAX_STEP);
    }
}
