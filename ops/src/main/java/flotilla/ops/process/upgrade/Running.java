package flotilla.ops.process.upgrade;

import java.util.List;
import java.util.Optional;

/** What a running process does for the one that is to take its place. Called in this order, by one thread. */
public interface Running {

    /** From now on, until {@link #resume}, nothing is written that both processes have and the new one reads. */
    void freeze();

    /** The configuration that it runs by, if that came from no file. */
    Optional<Unsaved> unsaved();

    /** Who supervises it, if anybody does. */
    Optional<Supervision> supervision();

    /** Its listening sockets. */
    List<HandedSocket> sockets();

    /** It does not come to an upgrade: all goes on as before. */
    void resume();

    /** The new one serves: accepts nothing more, and gives up whatever only one of the two can have. */
    void giveWay();

    /** All is said: what this process still has is to come to its end. */
    void end();
}
