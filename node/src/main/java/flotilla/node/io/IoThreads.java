package flotilla.node.io;

import flotilla.discovery.Time;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Xnio;
import org.xnio.XnioWorker;

/** The I/O threads of a node: as many as cores, since more only add latency. */
public final class IoThreads implements AutoCloseable {

    private final XnioWorker worker;
    private final List<IoThread> threads;

    private IoThreads(XnioWorker worker, List<IoThread> threads) {
        this.worker = worker;
        this.threads = List.copyOf(threads);
    }

    /** @param count 0: one for each core */
    public static IoThreads start(int count, Time time, BufferBudget budget) {
        int n = count == 0 ? Runtime.getRuntime().availableProcessors() : count;
        try {
            var worker = Xnio.getInstance()
                    .createWorker(OptionMap.builder()
                            .set(Options.WORKER_NAME, "flotilla")
                            .set(Options.WORKER_IO_THREADS, n)
                            .set(Options.WORKER_TASK_CORE_THREADS, 1)
                            .set(Options.WORKER_TASK_MAX_THREADS, 1)
                            .set(Options.TCP_NODELAY, true)
                            .getMap());
            var threads = new ArrayList<IoThread>();
            for (int i = 0; i < n; i++) {
                threads.add(null);
            }
            for (int i = 0; threads.contains(null); i++) {
                var thread = worker.getIoThread(i);
                int number = thread.getNumber();
                threads.set(number, new IoThread(number, thread, time, budget, time.nanos()));
            }
            return new IoThreads(worker, threads);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start the I/O threads: " + e.getMessage(), e);
        }
    }

    public List<IoThread> all() {
        return threads;
    }

    @Override
    public void close() {
        worker.shutdownNow();
    }
}
