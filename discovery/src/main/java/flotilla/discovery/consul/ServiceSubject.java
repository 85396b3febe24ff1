package flotilla.discovery.consul;

import flotilla.discovery.Endpoint;
import flotilla.discovery.SourceEvent;
import java.util.List;
import org.kiwiproject.consul.model.health.ServiceHealth;

/** The instances of one service, with all their checks. */
record ServiceSubject(String service, ConsulUri.Query query) implements Subject<Endpoint, SourceEvent> {

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
        return Answer.of(response, entries.endpoints(), entries.skipped());
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
