package flotilla.ops.process;

import java.lang.reflect.Proxy;

/**
 * Calls {@code sun.misc.Signal.handle}, the only way to end with 0 after a SIGTERM and to see a second SIGINT. By name,
 * because the compiler warns of every direct use and cannot be told that it is meant.
 */
final class SignalHandler {

    private SignalHandler() {}

    /**
     * From now on a signal runs {@code action}, on a new thread of the JVM's. A signal that was ignored when the process
     * was started, as {@code nohup} does with SIGHUP, stays ignored.
     *
     * @param signal without SIG
     */
    static void handle(String signal, Runnable action) {
        try {
            var type = Class.forName("sun.misc.Signal");
            var handler = Class.forName("sun.misc.SignalHandler");
            var proxy = Proxy.newProxyInstance(
                    SignalHandler.class.getClassLoader(), new Class<?>[] {handler}, (self, method, arguments) -> {
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
}
