package flotilla.discovery.dns;

import flotilla.discovery.Address;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.ResolverConfig;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/**
 * Asks DNS servers, in turn until one answers. Over UDP; an answer that was cut off is asked for again over TCP. Aliases
 * are followed. Only NOERROR and NXDOMAIN are answers (RFC 2308): whatever else a server says, the next one is asked.
 */
final class Servers {

    private static final int ATTEMPTS = 2;
    private static final int MAX_ALIASES = 12;
    private static final Duration ABSENT = Duration.ofSeconds(5);

    private final List<Address> named;
    private final Duration timeout;

    /** Those named, or those of this machine if none are. */
    Servers(List<Address> named, Duration timeout) {
        this.named = List.copyOf(named);
        this.timeout = timeout;
    }

    /** Asks for all records of a type. */
    Found ask(Name name, int type) throws IOException {
        var ttl = Duration.ofDays(1);
        var current = name;
        for (var aliases = 0; aliases < MAX_ALIASES; aliases++) {
            var answer = send(current, type);
            var end = follow(answer, current, type);
            ttl = Found.shorter(ttl, end.ttl);
            var records = records(answer, end.name, type);
            if (!records.isEmpty()) {
                return found(answer, records).withTtlAtMost(ttl);
            }
            if (end.name.equals(current) || answer.getRcode() == Rcode.NXDOMAIN) {
                return absent(answer, name, type).withTtlAtMost(ttl);
            }
            current = end.name;
        }
        throw new IOException(name + ": more than " + MAX_ALIASES + " aliases");
    }

    /** Where the aliases in an answer lead to, and how long that holds. */
    private record End(Name name, Duration ttl) {}

    private static End follow(Message answer, Name from, int type) {
        var end = new End(from, Duration.ofDays(1));
        for (var hop = 0; hop < MAX_ALIASES && records(answer, end.name, type).isEmpty(); hop++) {
            var alias = records(answer, end.name, Type.CNAME);
            if (alias.isEmpty()) {
                return end;
            }
            var record = (CNAMERecord) alias.getFirst();
            end = new End(record.getTarget(), Found.shorter(end.ttl, Duration.ofSeconds(record.getTTL())));
        }
        return end;
    }

    private static List<Record> records(Message answer, Name name, int type) {
        return answer.getSection(Section.ANSWER).stream()
                .filter(record -> record.getType() == type && record.getName().equals(name))
                .toList();
    }

    private static Found found(Message answer, List<Record> records) {
        var ttl = records.stream().mapToLong(Record::getTTL).min().orElse(0);
        return new Found(records, answer.getSection(Section.ADDITIONAL), Duration.ofSeconds(ttl), "");
    }

    private static Found absent(Message answer, Name name, int type) {
        var ttl = answer.getSection(Section.AUTHORITY).stream()
                .filter(SOARecord.class::isInstance)
                .map(SOARecord.class::cast)
                .map(soa -> Duration.ofSeconds(Math.min(soa.getTTL(), soa.getMinimum())))
                .findFirst()
                .orElse(ABSENT);
        var why = answer.getRcode() == Rcode.NXDOMAIN ? "does not exist" : "has no " + Type.string(type) + " records";
        return new Found(List.of(), List.of(), ttl, name + " " + why);
    }

    private Message send(Name name, int type) throws IOException {
        var query = Message.newQuery(Record.newRecord(name, type, DClass.IN));
        var servers = addresses();
        var failure = new IOException("no DNS server is known");
        for (var attempt = 0; attempt < ATTEMPTS; attempt++) {
            for (var server : servers) {
                try {
                    var answer = resolver(server).send(query);
                    if (answer.getRcode() == Rcode.NOERROR || answer.getRcode() == Rcode.NXDOMAIN) {
                        return answer;
                    }
                    failure = new IOException(
                            at(server) + " answered " + Rcode.string(answer.getRcode()) + " for " + name);
                } catch (IOException e) {
                    failure = new IOException(at(server) + " gave no answer for " + name + ": " + reason(e), e);
                }
            }
        }
        throw failure;
    }

    private List<InetSocketAddress> addresses() {
        if (named.isEmpty()) {
            ResolverConfig.refresh();
            return ResolverConfig.getCurrentConfig().servers();
        }
        return named.stream()
                .map(server -> new InetSocketAddress(server.host(), server.port()))
                .toList();
    }

    private SimpleResolver resolver(InetSocketAddress server) {
        var resolver = new SimpleResolver(server);
        resolver.setTimeout(timeout);
        return resolver;
    }

    /** The client's words hold the query's random id; ours are the same each time. */
    private static String reason(IOException failure) {
        var words = String.valueOf(failure.getMessage());
        return words.contains("Timed out") || words.contains("timed out")
                ? "timed out"
                : failure.getClass().getSimpleName();
    }

    private static String at(InetSocketAddress server) {
        return "DNS server " + new Address(server.getHostString(), server.getPort());
    }
}
