package flotilla.ops.plugin;

import java.io.IOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;

/**
 * The program's own classes, and behind them the providers of all plug-ins. As a thread's context class loader, which threads
 * hand on to those they start, it is where {@link java.util.ServiceLoader} looks.
 */
final class PluginLoaders extends ClassLoader {

    private static final String SERVICES = "META-INF/services/flotilla.";

    private final List<? extends ClassLoader> plugins;

    PluginLoaders(ClassLoader program, List<? extends ClassLoader> plugins) {
        super("plugins", program);
        this.plugins = List.copyOf(plugins);
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        for (var plugin : plugins) {
            try {
                return plugin.loadClass(name);
            } catch (ClassNotFoundException _) {
                // The next one may have it.
            }
        }
        throw new ClassNotFoundException(name);
    }

    @Override
    protected Enumeration<URL> findResources(String name) throws IOException {
        var found = new ArrayList<URL>();
        if (name.startsWith(SERVICES)) {
            for (var plugin : plugins) {
                found.addAll(Collections.list(plugin.getResources(name)));
            }
        }
        return Collections.enumeration(found);
    }
}
