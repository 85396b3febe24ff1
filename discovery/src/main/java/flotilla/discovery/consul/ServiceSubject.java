package flotilla.discovery.consul;

import flotilla.discovery.Endpoint;
import flotilla.discovery.SourceEvent;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.kiwiproject.consul.model.health.ServiceHealth;

/** The instances of one service, with all their checks; those that come and go are held out for a while. */
record ServiceSubject(String service, ConsulUri.Query query, FlapDamping damping, Duration longest)
        implements Subject<Endpoint, SourceEvent> {

    @Override
    public Answer<Endpoint> ask(Agents agents, Ask how) throws Exception {
        var options = how.options()
                .addAllTag(query.tags())
                .datacenter(query.dc())
                .near(query.near())
                .filter(query.filter())
                .namespace(query.namespace())
                .build();
        var response = agents.<List<ServiceHealth>>ask(
                how.limit(),
                (client, callback) -> client.healthClient().getAllServiceInstances(service, options, callback));
        var entries = ServiceEntries.of(response.getResponse(), query.near().isPresent());
        var damped = damping.damp(entries.endpoints(), longest);
        var notes = Stream.concat(entries.skipped().stream(), damped.notes().stream())
                .toList();
        return Answer.of(response, damped.endpoints(), notes, damped.longest());
    }

    @Override
    public SourceEvent snapshot(List<Endpoint> items) {
        return new SourceEvent.Snapshot(items);
    }

    @Override
    public SourceEvent stale(String reason) {
        return new SourceEvent.Stale(reason);
    }
}
