package flotilla.ops.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds addresses of one process that are in each other's way: the same one twice, or all addresses of a port and one of them.
 *
 * <p>All addresses are those of both families, as Java binds one socket for the two.
 */
final class Binds {

    private static final Set<String> ALL = Set.of("*", "0.0.0.0", "[::]");

    private final List<Bind> taken = new ArrayList<>();

    private record Bind(String owner, String text) {

        String host() {
            return text.substring(0, text.lastIndexOf(':'));
        }

        String port() {
            return text.substring(text.lastIndexOf(':') + 1);
        }

        boolean isInTheWayOf(Bind other) {
            return port().equals(other.port())
                    && (host().equals(other.host()) || ALL.contains(host()) || ALL.contains(other.host()));
        }
    }

    /**
     * Takes one.
     *
     * @return what was expected in its place, if another is in its way
     */
    Optional<String> take(String owner, String text) {
        var bind = new Bind(owner, text);
        if (bind.port().equals("0")) {
            return Optional.empty();
        }
        var other = taken.stream().filter(one -> one.isInTheWayOf(bind)).findFirst();
        taken.add(bind);
        return other.map(one -> "an address of its own; " + one.owner() + " has "
                + (one.text().equals(text) ? "this one" : one.text()));
    }
}
