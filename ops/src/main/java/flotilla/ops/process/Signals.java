package flotilla.ops.process;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What the operating system and a person at the keyboard ask of the process. SIGTERM and the first SIGINT ask it to
 * stop; a second SIGINT ends it at once.
 */
public final class Signals {

    private static final int INTERRUPTED = 130;

    private final CountDownLatch stop = new CountDownLatch(1);
    private final AtomicInteger interrupts = new AtomicInteger();

    private Signals() {}

    /** Takes the signals over from the JVM, whose own answer would be to exit without a word. */
    public static Signals install() {
        var signals = new Signals();
        handle("TERM", signals.stop::countDown);
        handle("INT", signals::interrupted);
        return signals;
    }

    /**
     * Calls {@code sun.misc.Signal.handle}, the only way to end with 0 after a SIGTERM and to see a second SIGINT. By
     * name, because the compiler warns of every direct use and cannot be told that it is meant.
     */
    private static void handle(String signal, Runnable action) {
        try {
            var type = Class.forName("sun.misc.Signal");
            var handler = Class.forName("sun.misc.SignalHandler");
            var proxy = Proxy.newProxyInstance(
                    Signals.class.getClassLoader(), new Class<?>[] {handler}, (self, method, arguments) -> {
                        if (method.getDeclaringClass() == handler) {
                            action.run();
                        }
                        return null;
                    });
            type.getMethod("handle", type, handler)
                    .invoke(null, type.getConstructor(String.class).newInstance(signal), proxy);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot handle SIG" + signal, e);
        }
    }

    private void interrupted() {
        if (interrupts.incrementAndGet() > 1) {
            Runtime.getRuntime().halt(INTERRUPTED);
        }
        stop.countDown();
    }

    /** Returns when the process is asked to stop. */
    public void awaitStop() throws InterruptedException {
        stop.await();
    }

    /** Waits so long for the process to be asked to stop, and says whether it was. */
    public boolean awaitStop(Duration limit) throws InterruptedException {
        return stop.await(limit.toNanos(), TimeUnit.NANOSECONDS);
    }
}
