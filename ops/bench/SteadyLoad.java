import java.io.IOException;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/**
 * A client that asks at a constant rate, whether or not it was answered: {@code java SteadyLoad.java <per second> <seconds>
 * <patience in milliseconds> <port>}. Says {@code begun} with its first request, and in the end for each request when it
 * was due, in milliseconds from there, how long it took, and whether it got a whole answer of 200.
 */
final class SteadyLoad {

    private final int port;
    private final int patience;
    private final Deque<KeptConnection> idle = new ConcurrentLinkedDeque<>();
    private final long[] took;
    private final boolean[] good;
    private final CountDownLatch open;

    private SteadyLoad(int requests, int patience, int port) {
        this.port = port;
        this.patience = patience;
        this.took = new long[requests];
        this.good = new boolean[requests];
        this.open = new CountDownLatch(requests);
    }

    public static void main(String[] args) throws Exception {
        double perSecond = Double.parseDouble(args[0]);
        int requests = (int) (perSecond * Double.parseDouble(args[1]));
        var load = new SteadyLoad(requests, Integer.parseInt(args[2]), Integer.parseInt(args[3]));
        load.run(perSecond);
        var lines = new StringBuilder();
        for (int i = 0; i < requests; i++) {
            lines.append(String.format("%.0f %.1f %d%n", i * 1e3 / perSecond, load.took[i] / 1e6, load.good[i] ? 1 : 0));
        }
        System.out.print(lines);
    }

    private void run(double perSecond) throws InterruptedException {
        System.out.println("begun");
        long begin = System.nanoTime();
        for (int i = 0; i < took.length; i++) {
            long due = begin + (long) (i * 1e9 / perSecond);
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            int number = i;
            Thread.ofVirtual().start(() -> ask(number, due));
        }
        open.await();
    }

    private void ask(int number, long due) {
        try {
            var kept = idle.pollFirst();
            var connection = kept == null ? new KeptConnection(port, patience) : kept;
            connection.ask("");
            idle.addFirst(connection);
            good[number] = true;
        } catch (IOException e) {
            good[number] = false;
        }
        took[number] = System.nanoTime() - due;
        open.countDown();
    }
}
