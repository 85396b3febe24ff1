package flotilla.ops.settings;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What has been said already of others that behave oddly: each thing is said once, and not without end. */
final class Oddities {

    private static final int MAX = 100;

    private final Set<String> said = ConcurrentHashMap.newKeySet();

    /** Whether to say it. */
    boolean isNew(String oddity) {
        return said.size() < MAX && said.add(oddity);
    }
}
