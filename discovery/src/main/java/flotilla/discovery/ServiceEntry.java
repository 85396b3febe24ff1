package flotilla.discovery;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a registry should know of us.
 *
 * @param name of the service, shared by all nodes of the fleet
 * @param id of this one entry, unique in the registry and the same after a restart
 * @param address where clients reach us
 * @param port 1 to 65535
 * @param check how the registry finds out that we live; without one it takes our word
 * @param tags free words
 * @param meta free pairs
 * @param forgetAfter an entry whose check has failed for so long is taken out by the registry itself
 */
public record ServiceEntry(
        String name,
        String id,
        String address,
        int port,
        Optional<Check> check,
        List<String> tags,
        Map<String, String> meta,
        Duration forgetAfter) {

    public static final Duration FORGET_AFTER = Duration.ofMinutes(10);

    public ServiceEntry {
        InvalidValue.require(!name.isBlank(), "name", name, "a service name");
        InvalidValue.require(!id.isBlank(), "id", id, "an id");
        InvalidValue.require(!address.isBlank(), "address", address, "a host name or an IP address");
        InvalidValue.require(port >= 1 && port <= 65_535, "port", port, "1 to 65535");
        InvalidValue.require(
                forgetAfter.compareTo(Duration.ofMinutes(1)) >= 0, "forgetAfter", forgetAfter, "1 minute or more");
        tags = List.copyOf(tags);
        meta = Map.copyOf(meta);
    }

    /** An entry without tags and pairs, forgotten after ten minutes of failed checks. */
    public static ServiceEntry of(String name, String id, String address, int port, Check check) {
        return new ServiceEntry(name, id, address, port, Optional.of(check), List.of(), Map.of(), FORGET_AFTER);
    }

    /** How the registry looks whether we live. */
    public sealed interface Check {

        Duration interval();

        Duration timeout();

        /** A GET that must be answered by 2xx; of {@code https} whatever certificate is shown is taken. */
        record Http(URI url, Duration interval, Duration timeout) implements Check {}

        /** A connection that must be accepted. */
        record Tcp(String host, int port, Duration interval, Duration timeout) implements Check {}
    }
}
