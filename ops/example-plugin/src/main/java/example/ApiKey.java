package example;

import flotilla.discovery.InvalidValue;
import flotilla.node.http.Exchange;
import flotilla.node.http.Stage;
import flotilla.node.route.Page;
import flotilla.node.route.StaticAnswer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/**
 * Lets requests pass that bring a known key, tells endpoints whose it is, and answers all others with 401.
 *
 * <pre>{@code
 * routes:
 *   - host: api.example
 *     upstream: api
 *     stages:
 *       - name: api_key
 *         options: { header: X-Api-Key, alice: <SHA-256 of her key, in hex>, bob: <SHA-256 of his> }
 * }</pre>
 */
public final class ApiKey implements Stage {

    private static final StaticAnswer NO = new StaticAnswer(401, Page.of("A known API key is needed.\n"));

    private final String header;
    private final Map<String, String> users;

    private ApiKey(String header, Map<String, String> users) {
        this.header = header;
        this.users = users;
    }

    /** Makes one for each route that asks for it; named in {@code META-INF/services}. */
    public static final class Provider implements Stage.Provider {

        @Override
        public String name() {
            return "api_key";
        }

        @Override
        public Stage create(Map<String, String> options) {
            var users = new HashMap<String, String>();
            options.forEach((user, hash) -> {
                if (!user.equals("header")) {
                    InvalidValue.require(hash.matches("[0-9a-f]{64}"), user, hash, "the SHA-256 of a key, in hex");
                    users.put(hash, user);
                }
            });
            return new ApiKey(options.getOrDefault("header", "X-Api-Key"), Map.copyOf(users));
        }
    }

    @Override
    public String name() {
        return "api_key";
    }

    @Override
    public void handle(Exchange exchange, Next next) {
        var key = exchange.header(header);
        // Compared as a hash, so that how long it takes says nothing of the keys.
        var user = key == null ? null : users.get(hash(key));
        if (user == null) {
            exchange.answer(NO);
            return;
        }
        exchange.fields().withhold(header);
        exchange.fields().forEndpoints("X-Api-User", user);
        next.handle(exchange);
    }

    private static String hash(String key) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
