package flotilla;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaStaticInitializer;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * The condition that no class keeps state of its own beside its objects. A static field is final; its type is none that
 * exists to change; and no static initializer makes a collection that could. Arrays are told from constants by nobody, so
 * they may be static only when they are private.
 */
final class StaticState {

    private static final List<Class<?>> CHANGING = List.of(
            java.util.AbstractCollection.class,
            java.util.AbstractMap.class,
            java.util.BitSet.class,
            java.lang.ThreadLocal.class,
            java.lang.StringBuilder.class,
            java.nio.Buffer.class,
            java.util.random.RandomGenerator.class,
            LongAdder.class);

    private StaticState() {}

    static ArchCondition<JavaClass> beConstant() {
        return new ArchCondition<>("keep no changing state in static fields") {
            @Override
            public void check(JavaClass item, ConditionEvents events) {
                for (var field : item.getFields()) {
                    if (isStatic(field) && changes(field)) {
                        events.add(SimpleConditionEvent.violated(
                                field,
                                field.getFullName() + " is static and can change in " + field.getSourceCodeLocation()));
                    }
                }
                item.getStaticInitializer().ifPresent(initializer -> checkCollections(initializer, events));
            }
        };
    }

    private static boolean isStatic(JavaField field) {
        return field.getModifiers().contains(JavaModifier.STATIC)
                && !field.getModifiers().contains(JavaModifier.SYNTHETIC);
    }

    private static boolean changes(JavaField field) {
        if (!field.getModifiers().contains(JavaModifier.FINAL)) {
            return true;
        }
        var type = field.getRawType();
        if (type.isArray()) {
            return !field.getModifiers().contains(JavaModifier.PRIVATE);
        }
        return type.getPackageName().equals("java.util.concurrent.atomic")
                || CHANGING.stream().anyMatch(type::isAssignableTo);
    }

    private static void checkCollections(JavaStaticInitializer initializer, ConditionEvents events) {
        for (var call : initializer.getConstructorCallsFromSelf()) {
            var type = call.getTargetOwner();
            if (type.getPackageName().startsWith("java.util")
                    && (type.isAssignableTo(Collection.class) || type.isAssignableTo(Map.class))) {
                events.add(
                        SimpleConditionEvent.violated(call, call.getDescription() + ": a collection that can change"));
            }
        }
    }
}
