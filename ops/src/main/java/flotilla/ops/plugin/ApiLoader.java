package flotilla.ops.plugin;

import java.net.URL;
import java.util.Enumeration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What plug-ins see of this program: the packages that their ports are made of, and the logging that they may use. The
 * libraries behind them they do not see, so that each may bring other versions of the same.
 */
final class ApiLoader extends ClassLoader {

    private static final List<String> SHOWN =
            List.of("flotilla.discovery.", "flotilla.node.", "org.slf4j.", "org.jspecify.");

    private final ClassLoader program;

    ApiLoader(ClassLoader program) {
        super("api", ClassLoader.getPlatformClassLoader());
        this.program = program;
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        if (SHOWN.stream().anyMatch(name::startsWith)) {
            return program.loadClass(name);
        }
        throw new ClassNotFoundException(name + ": neither in the plug-in nor in what plug-ins see of Flotilla");
    }

    /** None of the program's: a plug-in's service files are its own. */
    @Override
    public @Nullable URL getResource(String name) {
        return ClassLoader.getPlatformClassLoader().getResource(name);
    }

    @Override
    public Enumeration<URL> getResources(String name) throws java.io.IOException {
        return ClassLoader.getPlatformClassLoader().getResources(name);
    }
}
