package flotilla.discovery;

import java.util.LinkedHashMap;
import java.util.List;

/**
 * A named set of endpoints. Of several descriptions of one endpoint the first counts.
 *
 * @param name as routes refer to it
 * @param endpoints without duplicates, in the order of their sources
 */
public record Upstream(String name, List<Endpoint> endpoints) {

    public Upstream {
        InvalidValue.require(!name.isBlank(), "name", name, "a name");
        var distinct = new LinkedHashMap<String, Endpoint>();
        for (var endpoint : endpoints) {
            distinct.putIfAbsent(endpoint.authority(), endpoint);
        }
        endpoints = List.copyOf(distinct.values());
    }
}
