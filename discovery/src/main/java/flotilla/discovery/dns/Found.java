package flotilla.discovery.dns;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.Record;

/**
 * What a question was answered.
 *
 * @param records of the type asked for, none if the name has none or does not exist
 * @param additional what the server added without being asked
 * @param ttl how long this may be kept, the least of everything on the way to it
 * @param absence why there are no records; empty if there are some
 */
record Found(List<Record> records, List<Record> additional, Duration ttl, String absence) {

    /** Both together, kept as long as the one to be kept shorter; one without records has no say in that. */
    Found and(Found other) {
        if (records.isEmpty() || other.records.isEmpty()) {
            return records.isEmpty() && !other.records.isEmpty() ? other : this;
        }
        var all = new ArrayList<>(records);
        all.addAll(other.records);
        return new Found(List.copyOf(all), additional, shorter(ttl, other.ttl), "");
    }

    Found withTtlAtMost(Duration limit) {
        return new Found(records, additional, shorter(ttl, limit), absence);
    }

    static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) <= 0 ? one : other;
    }
}
