package flotilla.node;

import flotilla.node.figures.ClientCells;
import flotilla.node.figures.Lateness;
import java.util.List;

/**
 * What is counted of a node's ports and threads.
 *
 * @param threads how late each I/O thread is, in their order
 */
public record NodeFigures(List<ListenerFigures> listeners, List<Lateness> threads) {

    public NodeFigures {
        listeners = List.copyOf(listeners);
        threads = List.copyOf(threads);
    }

    /**
     * One port.
     *
     * @param open client connections
     * @param cells of each I/O thread
     */
    public record ListenerFigures(String name, int open, List<ClientCells> cells) {

        public ListenerFigures {
            cells = List.copyOf(cells);
        }
    }
}
