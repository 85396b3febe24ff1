package flotilla.discovery.dns;

import java.io.IOException;
import java.net.Inet4Address;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.NameTooLongException;
import org.xbill.DNS.Record;
import org.xbill.DNS.ResolverConfig;
import org.xbill.DNS.Type;
import org.xbill.DNS.hosts.HostsFileParser;

/**
 * Turns a name into what it stands for, as this machine does: hosts file first, then the search path, a name with few dots
 * below the domains of the path first (resolv.conf(5), {@code ndots}). Named servers are asked for the name as it is.
 */
final class Names {

    private static final Duration HOSTS_FILE = Duration.ofSeconds(10);

    private final Servers servers;
    private final boolean ofThisMachine;
    private final DnsUri.Family family;

    Names(DnsUri uri) {
        this.servers = new Servers(uri.servers(), uri.timing().timeout());
        this.ofThisMachine = uri.servers().isEmpty();
        this.family = uri.family();
    }

    /** The A and AAAA records, of those that count. */
    Found addresses(Name name) throws IOException {
        return switch (family) {
            case ANY -> ask(name, Type.A).and(ask(name, Type.AAAA));
            case IPV4 -> ask(name, Type.A);
            case IPV6 -> ask(name, Type.AAAA);
        };
    }

    /** The records of a type, of the first name on the search path that has some. */
    Found ask(Name name, int type) throws IOException {
        var hosts = ofThisMachine ? hosts(name, type) : List.<Record>of();
        if (!hosts.isEmpty()) {
            return new Found(hosts, List.of(), HOSTS_FILE, "");
        }
        var found = new Found(List.of(), List.of(), HOSTS_FILE, name + " is too long for every search domain");
        for (var candidate : candidates(name)) {
            found = servers.ask(candidate, type);
            if (!found.records().isEmpty()) {
                return found;
            }
        }
        return found;
    }

    private static List<Record> hosts(Name name, int type) throws IOException {
        if (type != Type.A && type != Type.AAAA) {
            return List.of();
        }
        var absolute = absolute(name, Name.root);
        var address = new HostsFileParser().getAddressForHost(absolute.getFirst(), type);
        return address.stream()
                .map(found -> found instanceof Inet4Address
                        ? (Record) new ARecord(absolute.getFirst(), DClass.IN, 0, found)
                        : new AAAARecord(absolute.getFirst(), DClass.IN, 0, found))
                .toList();
    }

    private static List<Name> candidates(Name name) {
        if (name.isAbsolute()) {
            return List.of(name);
        }
        var config = ResolverConfig.getCurrentConfig();
        var below = config.searchPath().stream()
                .flatMap(domain -> absolute(name, domain).stream())
                .toList();
        var asItIs = absolute(name, Name.root);
        var candidates = new ArrayList<Name>(name.labels() - 1 >= config.ndots() ? asItIs : below);
        candidates.addAll(name.labels() - 1 >= config.ndots() ? below : asItIs);
        return candidates;
    }

    private static List<Name> absolute(Name name, Name domain) {
        try {
            return name.isAbsolute() ? List.of(name) : List.of(Name.concatenate(name, domain));
        } catch (NameTooLongException e) {
            return List.of();
        }
    }
}
