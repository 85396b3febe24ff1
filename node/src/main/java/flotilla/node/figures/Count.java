package flotilla.node.figures;

import java.util.concurrent.atomic.AtomicLong;

/** A number that one thread adds to, by a plain read and an opaque write: whoever reads sees whole numbers in their order. */
public final class Count {

    private final AtomicLong value = new AtomicLong();

    public void add(long more) {
        value.setOpaque(value.getPlain() + more);
    }

    public void increment() {
        add(1);
    }

    public long read() {
        return value.getOpaque();
    }
}
