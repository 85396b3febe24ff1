package flotilla.ops.process.unix;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Calls functions of the C library by name. Each call looks its function up: they are made a few times in the life of a
 * process.
 */
@SuppressWarnings("restricted") // the jar's manifest grants it
final class Libc {

    /** The longest error text that the system has. */
    private static final int TEXT = 256;

    private Libc() {}

    /**
     * Calls a function that gives an {@code int}, and -1 with {@code errno} for a failure.
     *
     * @param arguments Integer, Long or MemorySegment, as the function has them
     */
    static int intCall(String function, Object... arguments) throws UnixException {
        return ((Number) call(function, JAVA_INT, arguments)).intValue();
    }

    /** The same for one that gives a {@code ssize_t}. */
    static long longCall(String function, Object... arguments) throws UnixException {
        return ((Number) call(function, JAVA_LONG, arguments)).longValue();
    }

    /**
     * Calls a function that gives a pointer, and a null one if there is nothing.
     *
     * @param size of what it points to, in bytes
     */
    static Optional<MemorySegment> pointerCall(String function, long size, Object... arguments) {
        try {
            var pointer = (MemorySegment) call(function, ADDRESS, arguments);
            return pointer.address() == 0 ? Optional.empty() : Optional.of(pointer.reinterpret(size));
        } catch (UnixException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object call(String function, ValueLayout result, Object... arguments) throws UnixException {
        var linker = Linker.nativeLinker();
        var layouts = new ArrayList<MemoryLayout>();
        for (var argument : arguments) {
            layouts.add(layout(argument));
        }
        var shape = FunctionDescriptor.of(result, layouts.toArray(MemoryLayout[]::new));
        try (var arena = Arena.ofConfined()) {
            var state = arena.allocate(Linker.Option.captureStateLayout());
            var handle = linker.downcallHandle(address(function), shape, Linker.Option.captureCallState("errno"));
            var all = new ArrayList<Object>(List.of(state));
            all.addAll(List.of(arguments));
            var answer = handle.invokeWithArguments(all);
            if (answer instanceof Number number && number.longValue() == -1) {
                int errno = state.get(JAVA_INT, 0);
                throw new UnixException(function, errno, text(errno, arena));
            }
            return answer;
        } catch (UnixException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(function + " cannot be called", e);
        }
    }

    private static MemoryLayout layout(Object argument) {
        return switch (argument) {
            case Integer _ -> JAVA_INT;
            case Long _ -> JAVA_LONG;
            case MemorySegment _ -> ADDRESS;
            default -> throw new IllegalArgumentException("no argument of C: " + argument);
        };
    }

    /** @throws UnsupportedOperationException elsewhere than on 64-bit Linux */
    static void require() {
        var system = System.getProperty("os.name");
        if (!system.toLowerCase(Locale.ROOT).equals("linux") || ADDRESS.byteSize() != 8) {
            throw new UnsupportedOperationException("only on 64-bit Linux, and this is " + system);
        }
    }

    /** Where a function is. */
    static MemorySegment address(String function) {
        require();
        return Linker.nativeLinker()
                .defaultLookup()
                .find(function)
                .orElseThrow(() -> new UnsupportedOperationException(function + ": not in the C library"));
    }

    private static String text(int errno, Arena arena) throws Throwable {
        var strerror =
                Linker.nativeLinker().downcallHandle(address("strerror"), FunctionDescriptor.of(ADDRESS, JAVA_INT));
        var text = (MemorySegment) strerror.invokeWithArguments(errno);
        var bytes = text.reinterpret(TEXT, arena, null);
        return bytes.get(JAVA_BYTE, 0) == 0 ? "error " + errno : bytes.getString(0);
    }
}
