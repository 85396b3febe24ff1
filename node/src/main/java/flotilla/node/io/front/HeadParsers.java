package flotilla.node.io.front;

import flotilla.node.io.BufferBudget;
import flotilla.node.io.http1.RequestHeadParser;
import java.util.ArrayDeque;
import java.util.function.IntSupplier;

/**
 * The parsers of one I/O thread, each with the head it is filling. A connection has one from the first byte of a request
 * to its end, so that those that idle, which are most, hold none. What a head takes beyond its first size is counted
 * in the budget.
 */
final class HeadParsers {

    private static final int MAX_IDLE = 1024;

    private final BufferBudget budget;
    private final IntSupplier maxBytes;
    private final ArrayDeque<RequestHeadParser> idle = new ArrayDeque<>();

    /** @param maxBytes of a head; asked for each */
    HeadParsers(BufferBudget budget, IntSupplier maxBytes) {
        this.budget = budget;
        this.maxBytes = maxBytes;
    }

    RequestHeadParser take() {
        var last = idle.pollLast();
        var parser = last == null ? new RequestHeadParser() : last;
        parser.begin(maxBytes.getAsInt());
        return parser;
    }

    /** Makes room for a larger head; returns false if there is no memory for it. */
    boolean grow(RequestHeadParser parser) {
        if (!budget.reserve(parser.growth())) {
            return false;
        }
        parser.grow();
        return true;
    }

    void giveBack(RequestHeadParser parser) {
        int extra = parser.shrink();
        if (extra > 0) {
            budget.release(extra);
        }
        if (idle.size() < MAX_IDLE) {
            idle.addLast(parser);
        }
    }
}
