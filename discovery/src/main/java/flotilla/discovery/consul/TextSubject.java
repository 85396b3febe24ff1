package flotilla.discovery.consul;

import static java.nio.charset.StandardCharsets.UTF_8;

import flotilla.discovery.SharedText.Event;
import flotilla.discovery.SharedText.Version;
import java.util.List;
import java.util.Optional;
import org.kiwiproject.consul.model.kv.Value;

/** The value of one key: a list of one, or of none while the key is not there. */
record TextSubject(ConsulUri registry, String key) implements Subject<Version, Event> {

    @Override
    public Answer<Version> ask(Agents agents, Ask how) throws Exception {
        var options = how.options().datacenter(registry.query().dc()).build();
        var response = agents.<Optional<Value>>ask(
                how.limit(), (client, callback) -> client.keyValueClient().getValue(key, options, callback));
        return Answer.of(
                response,
                response.getResponse().map(TextSubject::version).stream().toList(),
                List.of(),
                how.longest());
    }

    private static Version version(Value value) {
        return new Version(value.getValueAsString(UTF_8).orElse(""), value.getModifyIndex());
    }

    @Override
    public Event snapshot(List<Version> items) {
        return new Event.Found(items.isEmpty() ? Version.NONE : items.getFirst());
    }

    @Override
    public Event stale(String reason) {
        return new Event.Stale(reason);
    }
}
