package flotilla.node.cluster;

/** What stands on the sender's {@link Board}, or that it is there. */
public record Bulletin(Origin origin, Posting posting) implements Message {}
