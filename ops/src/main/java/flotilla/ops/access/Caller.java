package flotilla.ops.access;

import java.util.Locale;

/**
 * Who asks.
 *
 * @param name of the token or in the certificate; empty: somebody on this machine, who has no other name
 * @param kind how the name is known
 */
public record Caller(String name, Kind kind, Role role) {

    /** How somebody is known. */
    public enum Kind {
        TOKEN,
        CERTIFICATE,
        /** Comes from this machine where nobody has to prove anything. */
        LOCAL;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static final Caller LOCAL = new Caller("", Kind.LOCAL, Role.CHANGE);

    public boolean may(Role wanted) {
        return role.compareTo(wanted) >= 0;
    }
}
