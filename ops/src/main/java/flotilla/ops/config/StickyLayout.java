package flotilla.ops.config;

import flotilla.node.sticky.CookiePolicy;
import flotilla.node.sticky.CookiePolicy.SameSite;
import flotilla.node.sticky.CookiePolicy.SecureRule;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Sticky sessions as they are written: with the file that the keys stand in. */
public record StickyLayout(
        boolean enabled,
        String cookie,
        Optional<Path> keysFile,
        Duration maxAge,
        SameSite sameSite,
        SecureRule secure,
        String path) {

    /** What a map leaves out; whoever writes one wants it. */
    public static final StickyLayout DEFAULT = new StickyLayout(
            true,
            CookiePolicy.DEFAULT.cookie(),
            Optional.empty(),
            CookiePolicy.DEFAULT.maxAge(),
            CookiePolicy.DEFAULT.sameSite(),
            CookiePolicy.DEFAULT.secure(),
            CookiePolicy.DEFAULT.path());

    public StickyLayout {
        new CookiePolicy(cookie, maxAge, sameSite, secure, path);
    }

    CookiePolicy policy() {
        return new CookiePolicy(cookie, maxAge, sameSite, secure, path);
    }
}
