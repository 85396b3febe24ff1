package flotilla.ops.changes;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * The ports by which transfers begin: one that stays, and one that comes and goes. Whoever goes through the latter has sent
 * its head before it goes, so that what becomes of it afterwards is the node's doing alone.
 */
final class Doors {

    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private final int port;
    private int second;
    private final AtomicInteger turn = new AtomicInteger();

    Doors(int port) {
        this.port = port;
    }

    /** Opens a connection. */
    interface Entrance<T> {
        T at(int port) throws IOException;
    }

    <T> T through(Entrance<T> entrance) throws IOException {
        lock.readLock().lock();
        try {
            boolean bySecond = second != 0 && turn.getAndIncrement() % 2 == 0;
            return entrance.at(bySecond ? second : port);
        } finally {
            lock.readLock().unlock();
        }
    }

    /** There is a second one from now on; 0: none. Waits for those who are on the threshold. */
    void second(int newSecond) {
        lock.writeLock().lock();
        try {
            second = newSecond;
        } finally {
            lock.writeLock().unlock();
        }
    }
}
