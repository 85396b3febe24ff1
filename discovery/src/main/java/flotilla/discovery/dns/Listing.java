package flotilla.discovery.dns;

import flotilla.discovery.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Type;

/**
 * The endpoints that DNS lists for a URI, sorted, since servers shuffle.
 *
 * @param ttl how long it may be kept
 * @param absence why there are none; empty if there are some, or if a service says that it is not offered
 */
record Listing(List<Endpoint> endpoints, Duration ttl, String absence) {

    static Listing of(DnsUri uri, Names names) throws IOException {
        return uri.srv() ? ofService(uri, names) : ofAddresses(uri, names);
    }

    private static Listing ofAddresses(DnsUri uri, Names names) throws IOException {
        var found = names.addresses(uri.name());
        var endpoints = addresses(found.records()).stream()
                .map(address -> Endpoint.of(address.getHostAddress(), uri.port()))
                .toList();
        return new Listing(sorted(endpoints), found.ttl(), found.absence());
    }

    /** The targets of the lowest priority number (RFC 2782), each of a target's addresses with its weight. */
    private static Listing ofService(DnsUri uri, Names names) throws IOException {
        var found = names.ask(uri.name(), Type.SRV);
        var ttl = found.ttl();
        var endpoints = new ArrayList<Endpoint>();
        for (var target : preferred(found.records())) {
            var addresses = addresses(uri, names, target, found);
            ttl = Found.shorter(ttl, addresses.ttl());
            for (var address : addresses(addresses.records())) {
                endpoints.add(Endpoint.of(address.getHostAddress(), target.getPort())
                        .withWeight(Math.max(1, target.getWeight())));
            }
        }
        var nowhere = endpoints.isEmpty()
                && found.absence().isEmpty()
                && !preferred(found.records()).isEmpty();
        var absence = nowhere ? "no target of " + uri.name() + " has an address" : found.absence();
        return new Listing(sorted(endpoints), ttl, absence);
    }

    private static List<SRVRecord> preferred(List<Record> records) {
        var services = records.stream()
                .map(SRVRecord.class::cast)
                .filter(service -> !service.getTarget().equals(Name.root) && service.getPort() > 0)
                .toList();
        var lowest = services.stream().mapToInt(SRVRecord::getPriority).min().orElse(0);
        return services.stream()
                .filter(service -> service.getPriority() == lowest)
                .toList();
    }

    /** Addresses that came along with the answer spare a question each. */
    private static Found addresses(DnsUri uri, Names names, SRVRecord target, Found found) throws IOException {
        var along = found.additional().stream()
                .filter(record -> record.getName().equals(target.getTarget()))
                .filter(record -> counts(uri.family(), record))
                .toList();
        if (along.isEmpty()) {
            return names.addresses(target.getTarget());
        }
        var ttl = along.stream().mapToLong(Record::getTTL).min().orElse(0);
        return new Found(along, List.of(), Duration.ofSeconds(ttl), "");
    }

    private static boolean counts(DnsUri.Family family, Record record) {
        return switch (family) {
            case ANY -> record.getType() == Type.A || record.getType() == Type.AAAA;
            case IPV4 -> record.getType() == Type.A;
            case IPV6 -> record.getType() == Type.AAAA;
        };
    }

    private static List<InetAddress> addresses(List<Record> records) {
        var addresses = new ArrayList<InetAddress>();
        for (var record : records) {
            if (record instanceof ARecord four) {
                addresses.add(four.getAddress());
            } else if (record instanceof AAAARecord six) {
                addresses.add(six.getAddress());
            }
        }
        return addresses;
    }

    private static List<Endpoint> sorted(List<Endpoint> endpoints) {
        return endpoints.stream()
                .distinct()
                .sorted(Comparator.comparing(Endpoint::authority))
                .toList();
    }
}
