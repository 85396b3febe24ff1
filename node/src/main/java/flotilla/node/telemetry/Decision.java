package flotilla.node.telemetry;

/**
 * Why an endpoint was chosen.
 *
 * @param upstream whose endpoints stood to choice
 * @param algorithm the balancer's name
 * @param candidates how many were in the rotation
 * @param choice the authority chosen, or empty if there was none
 * @param attempt 1 for the first
 */
public record Decision(String upstream, String algorithm, int candidates, String choice, int attempt) {}
