package flotilla.node.resilience;

/** Who goes first where requests wait for an upstream, and who goes last when not all can be served. In that order. */
public enum RequestPriority {
    HIGH,
    NORMAL,
    LOW
}
