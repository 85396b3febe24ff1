package flotilla.node.sticky;

/** How the sessions of an upstream are bound to its endpoints: by which cookie, under which keys. */
public record StickyPolicy(CookiePolicy cookie, KeyRing keys) {}
