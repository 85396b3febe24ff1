package flotilla.ops.config;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The URIs that name a service or a registry in Consul, completed with what the configuration says once for all. */
public final class ConsulUris {

    private ConsulUris() {}

    /** A source as it is written, with the agents and the access of the configuration unless it names its own. */
    static URI complete(URI source, ConsulPolicy consul) {
        if (!"consul".equals(source.getScheme())) {
            return source;
        }
        var parameters = access(consul);
        boolean namesAgents =
                !Optional.ofNullable(source.getRawPath()).orElse("").isEmpty();
        if (!namesAgents && !consul.agents().isEmpty()) {
            parameters.put("agents", String.join(",", consul.agents()));
        }
        return with(source.toString(), parameters);
    }

    /** The registry itself. */
    public static URI registry(ConsulPolicy consul) {
        var agents = consul.agents().isEmpty() ? "127.0.0.1:8500" : String.join(",", consul.agents());
        return with("consul://" + agents, access(consul));
    }

    private static Map<String, String> access(ConsulPolicy consul) {
        var access = new LinkedHashMap<String, String>();
        if (consul.tls()) {
            access.put("tls", "true");
        }
        put(access, "ca_file", consul.caFile());
        put(access, "cert_file", consul.certFile());
        put(access, "key_file", consul.keyFile());
        put(access, "token_file", consul.tokenFile());
        return access;
    }

    private static void put(Map<String, String> access, String name, Optional<Path> file) {
        file.ifPresent(path -> access.put(name, path.toString()));
    }

    private static URI with(String uri, Map<String, String> parameters) {
        var text = new StringBuilder(uri);
        parameters.forEach((name, value) -> {
            if (text.indexOf("?" + name + "=") < 0 && text.indexOf("&" + name + "=") < 0) {
                var encoded = URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
                text.append(text.indexOf("?") < 0 ? '?' : '&')
                        .append(name)
                        .append('=')
                        .append(encoded);
            }
        });
        return URI.create(text.toString());
    }
}
