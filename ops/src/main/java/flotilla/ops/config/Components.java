package flotilla.ops.config;

import flotilla.discovery.InvalidValue;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What reflection tells of a record's class. It is asked once for each class: it gives new objects at each call, and each new
 * accessor has to be made ready again when it is first used, which is most of what a configuration costs otherwise.
 */
final class Components {

    private static final ClassValue<Components> ALL = new ClassValue<>() {
        @Override
        protected Components computeValue(Class<?> type) {
            return new Components(type);
        }
    };

    private final Class<?> type;
    private final RecordComponent[] all;
    private final List<String> keys;
    private final Constructor<?> constructor;
    private final @Nullable Object defaults;

    private Components(Class<?> type) {
        this.type = type;
        this.all = type.getRecordComponents();
        this.keys = Arrays.stream(all)
                .map(component -> Names.snake(component.getName()))
                .toList();
        this.constructor = constructor(type, all);
        this.defaults = constant(type);
    }

    static Components of(Class<?> type) {
        return ALL.get(type);
    }

    private static Constructor<?> constructor(Class<?> type, RecordComponent[] components) {
        var types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            return type.getConstructor(types);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(type + " must have a public constructor of its components", e);
        }
    }

    private static @Nullable Object constant(Class<?> type) {
        try {
            return type.getField("DEFAULT").get(null);
        } catch (NoSuchFieldException _) {
            return null;
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(type + ".DEFAULT must be public", e);
        }
    }

    /** In their order; the array of all who ask. */
    RecordComponent[] all() {
        return all;
    }

    /** What they are called in a file, in the same order. */
    List<String> keys() {
        return keys;
    }

    /** The class's {@code DEFAULT}, if it has one. */
    @Nullable Object defaults() {
        return defaults;
    }

    static Object read(RecordComponent component, Object owner) {
        try {
            return component.getAccessor().invoke(owner);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot read " + component, e);
        }
    }

    /** @throws InvalidValue if the class does not take them */
    Object make(@Nullable Object[] values) {
        try {
            return constructor.newInstance(values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof InvalidValue invalid) {
                throw invalid;
            }
            throw new IllegalStateException("cannot make a " + type.getSimpleName(), e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot make a " + type.getSimpleName(), e);
        }
    }
}
