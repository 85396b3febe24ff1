package flotilla.ops.config;

import flotilla.discovery.InvalidValue;
import flotilla.node.sticky.KeyRing;
import flotilla.node.sticky.SigningKey;
import flotilla.node.sticky.SigningKeys;
import flotilla.node.sticky.StickyPolicy;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes policies of sticky sessions: finds their keys, and checks what no upstream can tell alone. */
final class StickySessions {

    private static final String KEYS = "keys, one on each line as openssl rand -base64 32 writes them";

    private final Layout layout;
    private final Problems problems;
    private final NamedFiles files;

    /** One ring for each file, so that it is watched once whoever names it. */
    private final Map<Path, Optional<KeyRing>> rings = new HashMap<>();

    StickySessions(Layout layout, Problems problems) {
        this.layout = layout;
        this.problems = problems;
        this.files = new NamedFiles(problems);
    }

    /** Empty if sessions are not sticky, or a problem was noted. */
    Optional<StickyPolicy> load(String path, Optional<StickyLayout> written) {
        return written.filter(StickyLayout::enabled)
                .flatMap(sticky -> keys(path, sticky).map(keys -> new StickyPolicy(sticky.policy(), keys)));
    }

    private Optional<KeyRing> keys(String path, StickyLayout sticky) {
        if (sticky.keysFile().isPresent()) {
            var file = sticky.keysFile().get();
            return rings.computeIfAbsent(file, key -> read(path + ".keys_file", key));
        }
        if (layout.cluster().isPresent()) {
            problems.missing(
                    path, path + ".keys_file", "a file of " + KEYS + ", the same on every node: there is a cluster");
            return Optional.empty();
        }
        var secret = new byte[SigningKey.MIN_BYTES];
        new SecureRandom().nextBytes(secret);
        return Optional.of(KeyRing.drawn(new SigningKeys(List.of(SigningKey.of(secret)))));
    }

    private Optional<KeyRing> read(String path, Path file) {
        try {
            return files.read(path, file, KEYS, KeysFile::read)
                    .map(content -> KeyRing.of(file.toString(), content.keys()));
        } catch (InvalidValue invalid) {
            problems.expected(path, file.toString(), "a file of " + KEYS + "; " + invalid.value());
            return Optional.empty();
        }
    }

    /** Two upstreams of one host that use one name would overwrite each other's cookie with every answer. */
    void checkNames() {
        var owners = new HashMap<String, String>();
        for (var route : layout.routes()) {
            checkName(route.host(), route.upstream(), owners);
            Optional.ofNullable(layout.upstreams().get(route.upstream()))
                    .flatMap(UpstreamLayout::fallback)
                    .ifPresent(fallback -> checkName(route.host(), fallback, owners));
        }
        if (!name(layout.consul().announced().sticky()).isEmpty()) {
            problems.expected(
                    "consul.announced.sticky.cookie", "", "to be left out: each service has a name of its own");
        }
    }

    private void checkName(String host, String name, Map<String, String> owners) {
        var upstream = layout.upstreams().get(name);
        var cookie = upstream == null ? "" : name(upstream.sticky());
        var owner = cookie.isEmpty() ? null : owners.putIfAbsent(host + " " + cookie, name);
        if (owner != null && !owner.equals(name)) {
            problems.expected(
                    "upstreams." + name + ".sticky.cookie",
                    cookie,
                    "a name of its own; " + owner + ", on the same host, has this one");
        }
    }

    private static String name(Optional<StickyLayout> sticky) {
        return sticky.filter(StickyLayout::enabled).map(StickyLayout::cookie).orElse("");
    }
}
