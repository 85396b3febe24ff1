package flotilla.node.cluster;

/**
 * What all nodes of a fleet are to keep the same. Each tells the others its digest once a second, and the whole to those
 * who come and whenever {@link Fleet#post} asks for it; what to do about a difference is the board's own matter. A message
 * that is lost costs a second.
 */
public interface Board {

    /** What stands there now, whole; from any thread, at once. */
    Posting posting();

    /** Another node's board has this; on a thread of the cluster, which must not wait. */
    void read(Member from, Posting posting);
}
