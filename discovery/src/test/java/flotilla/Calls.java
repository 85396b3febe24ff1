package flotilla;

import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Predicate;

/** Conditions on what a class calls, method references included. */
final class Calls {

    private static final Map<String, Set<String>> CLOCK_AND_CHANCE = Map.ofEntries(
            Map.entry("java.lang.System", Set.of("nanoTime", "currentTimeMillis")),
            Map.entry("java.lang.Thread", Set.of("sleep")),
            Map.entry("java.lang.Math", Set.of("random")),
            Map.entry("java.time.Instant", Set.of("now")),
            Map.entry("java.time.LocalDateTime", Set.of("now")),
            Map.entry("java.time.ZonedDateTime", Set.of("now")),
            Map.entry("java.time.OffsetDateTime", Set.of("now")),
            Map.entry("java.time.Clock", Set.of("systemUTC", "systemDefaultZone", "system")),
            Map.entry("java.util.Random", Set.of("<init>")),
            Map.entry("java.util.concurrent.ThreadLocalRandom", Set.of("current")),
            Map.entry("java.util.random.RandomGenerator", Set.of("getDefault", "of")));

    private static final Map<Class<?>, Set<String>> BLOCKING = Map.ofEntries(
            Map.entry(Future.class, Set.of("get")),
            Map.entry(CompletableFuture.class, Set.of("get", "join")),
            Map.entry(CountDownLatch.class, Set.of("await")),
            Map.entry(CyclicBarrier.class, Set.of("await")),
            Map.entry(Semaphore.class, Set.of("acquire", "acquireUninterruptibly")),
            Map.entry(BlockingQueue.class, Set.of("put", "take")),
            Map.entry(ExecutorService.class, Set.of("awaitTermination", "invokeAll", "invokeAny", "close")),
            Map.entry(Thread.class, Set.of("join")));

    private static final Map<String, Set<String>> BLOCKING_BY_NAME = Map.of(
            "java.lang.Object", Set.of("wait"),
            "java.net.InetAddress", Set.of("getByName", "getAllByName", "getHostName", "getCanonicalHostName"),
            "java.net.Socket", Set.of("connect"),
            "org.xnio.IoFuture", Set.of("get", "await", "awaitInterruptibly"));

    private Calls() {}

    /** @param excepted methods that may, as {@code <class>.<method>}; their lambdas with them */
    static ArchCondition<JavaClass> call(String what, Predicate<CodeUnitAccessTarget> forbidden, Set<String> excepted) {
        return new ArchCondition<>("call " + what) {
            @Override
            public void check(JavaClass item, ConditionEvents events) {
                for (var access : item.getCodeUnitAccessesFromSelf()) {
                    var caller = access.getOriginOwner().getName() + "."
                            + access.getOrigin().getName();
                    if (forbidden.test(access.getTarget()) && !excepted.contains(caller)) {
                        events.add(SimpleConditionEvent.satisfied(access, access.getDescription()));
                    }
                }
            }
        };
    }

    static ArchCondition<JavaClass> haveNoMethod(String what, Predicate<JavaMethod> forbidden) {
        return new ArchCondition<>("have no method that is " + what) {
            @Override
            public void check(JavaClass item, ConditionEvents events) {
                for (var method : item.getMethods()) {
                    if (forbidden.test(method)) {
                        events.add(SimpleConditionEvent.violated(method, method.getDescription() + " is " + what));
                    }
                }
            }
        };
    }

    static boolean isClockOrChance(CodeUnitAccessTarget target) {
        var names = CLOCK_AND_CHANCE.getOrDefault(target.getOwner().getName(), Set.of());
        return names.contains(target.getName()) || isUnseeded(target);
    }

    private static boolean isUnseeded(CodeUnitAccessTarget target) {
        return target.getOwner().getName().equals("java.util.SplittableRandom")
                && target.getName().equals("<init>")
                && target.getRawParameterTypes().isEmpty();
    }

    static boolean blocks(CodeUnitAccessTarget target) {
        var owner = target.getOwner();
        return BLOCKING_BY_NAME.getOrDefault(owner.getName(), Set.of()).contains(target.getName())
                || BLOCKING.entrySet().stream()
                        .anyMatch(e -> e.getValue().contains(target.getName()) && owner.isAssignableTo(e.getKey()));
    }
}
