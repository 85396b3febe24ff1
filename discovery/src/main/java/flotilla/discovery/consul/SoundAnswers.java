package flotilla.discovery.consul;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.net.HostAndPort;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import okhttp3.Interceptor;
import okhttp3.Response;
import okhttp3.ResponseBody;
import org.kiwiproject.consul.util.failover.ConsulFailoverInterceptor;

/**
 * Completes each instance in an answer before the client reads it. The client's types demand fields that Consul leaves
 * out: a service registered without a port has no {@code Port} and its {@code Meta} is null, and then the whole answer
 * fails for one instance. What is missing is filled with blanks, and whoever reads the instances judges each by itself.
 *
 * <p>It takes the place of the client's failover, which is the one interceptor the client lets in and is not used.
 */
final class SoundAnswers extends ConsulFailoverInterceptor {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final List<String> CHECK_FIELDS = List.of("Node", "CheckID", "Name", "Status");

    SoundAnswers() {
        super(List.of(HostAndPort.fromParts("localhost", AgentAccess.DEFAULT_PORT)), 1);
    }

    @Override
    public Response intercept(Interceptor.Chain chain) {
        try {
            var response = chain.proceed(chain.request());
            var path = chain.request().url().encodedPath();
            var listsInstances = path.contains("/v1/health/service/") || path.contains("/v1/catalog/service/");
            return response.isSuccessful() && listsInstances ? completed(response) : response;
        } catch (IOException e) {
            throw SoundAnswers.<RuntimeException>undeclared(e);
        }
    }

    /** An interceptor may throw IOException, and only that reaches the caller; the overridden method forgot to declare it. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <X extends Exception> X undeclared(IOException cause) throws X {
        throw (X) cause;
    }

    private static Response completed(Response response) throws IOException {
        var body = response.body();
        var type = body.contentType();
        var json = JSON.readTree(body.bytes());
        return response.newBuilder()
                .body(ResponseBody.create(JSON.writeValueAsBytes(complete(json)), type))
                .build();
    }

    static JsonNode complete(JsonNode answer) {
        if (!(answer instanceof ArrayNode instances)) {
            return answer;
        }
        var complete = JSON.createArrayNode();
        for (var instance : instances) {
            var object = instance instanceof ObjectNode node ? node : JSON.createObjectNode();
            if (object.has("ServiceName") || object.has("ServiceID")) {
                completeEntry(object);
            } else {
                completeHealth(object);
            }
            complete.add(object);
        }
        return complete;
    }

    private static void completeEntry(ObjectNode entry) {
        texts(entry, List.of("Node", "Address", "ServiceName", "ServiceID", "ServiceAddress"));
        completeParts(entry, "Service");
        map(entry, "NodeMeta");
    }

    private static void completeHealth(ObjectNode instance) {
        var node = object(instance, "Node");
        texts(node, List.of("Node", "Address"));
        var service = object(instance, "Service");
        texts(service, List.of("ID", "Service", "Address"));
        completeParts(service, "");
        var checks = list(instance, "Checks");
        for (var check : checks) {
            if (check instanceof ObjectNode object) {
                texts(object, CHECK_FIELDS);
                list(object, "ServiceTags");
            }
        }
    }

    /** Port, tags, pairs and weights, which the catalog calls {@code ServicePort} and so on. */
    private static void completeParts(ObjectNode service, String prefix) {
        if (!service.path(prefix + "Port").isInt()) {
            service.put(prefix + "Port", 0);
        }
        list(service, prefix + "Tags");
        map(service, prefix + "Meta");
        var weights = service.path(prefix + "Weights");
        if (!weights.path("Passing").isInt() || !weights.path("Warning").isInt()) {
            service.remove(prefix + "Weights");
        }
    }

    private static void texts(ObjectNode object, List<String> names) {
        for (var name : names) {
            if (!object.path(name).isTextual()) {
                object.put(name, "");
            }
        }
    }

    private static ObjectNode object(ObjectNode parent, String name) {
        return parent.get(name) instanceof ObjectNode object ? object : parent.putObject(name);
    }

    private static ArrayNode list(ObjectNode parent, String name) {
        return parent.get(name) instanceof ArrayNode array ? array : parent.putArray(name);
    }

    /** Pairs of text: what is null, or not a text, is left out. */
    private static void map(ObjectNode parent, String name) {
        var pairs = object(parent, name);
        var odd = pairs.properties().stream()
                .filter(pair -> !pair.getValue().isTextual())
                .map(Map.Entry::getKey)
                .toList();
        pairs.remove(odd);
    }
}
