package flotilla.node.sticky;

import flotilla.node.balance.LiveEndpoint;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which endpoint of one rotation a cookie names, and the cookie that names an endpoint. Immutable; a new one is made with
 * each rotation.
 *
 * <p>A cookie's value is the proof itself: {@link SigningKey} over upstream and authority. So there is nothing to verify
 * per request. All proofs that any accepted key makes for the endpoints in rotation stand here; a value that is here is
 * genuine and its endpoint may be chosen, any other (forged, cut, of a key that was dropped, of an endpoint that is down,
 * drains or is gone) is nothing. With three endpoints and two keys, six values are known. Every node with the same keys
 * and the same endpoints makes the same table, and none has to tell another.
 *
 * <p>What the time of a look-up may tell: a value is compared in one step over all of its 128 bits, so it cannot be guessed
 * byte by byte. The slot where the search begins follows from as many bits of the value as there are slots, and whether
 * that slot is taken could be seen by a very patient stopwatch: the few bits so won leave more than a hundred to guess. Who guessed right
 * would have a cookie that is had for the asking.
 */
public final class StickyTable {

    /**
     * What a cookie says.
     *
     * @param current whether it is under the key that signs now; otherwise it is to be renewed
     */
    public record Claim(Token token, LiveEndpoint endpoint, boolean current) {}

    private static final byte[] NOTHING = {};

    private final byte[] cookie;
    private final boolean asksForTls;
    private final Map<LiveEndpoint, Ticket> tickets;
    private final @Nullable Claim[] slots;

    StickyTable(String cookie, CookiePolicy.SecureRule secure, Map<LiveEndpoint, Ticket> tickets) {
        this.cookie = cookie.getBytes(StandardCharsets.US_ASCII);
        this.asksForTls = secure == CookiePolicy.SecureRule.AUTO;
        this.tickets = new HashMap<>(tickets);
        int claims = tickets.values().stream()
                .mapToInt(ticket -> ticket.claims().size())
                .sum();
        // At most half full, so that a search ends soon.
        this.slots = new @Nullable Claim[Math.max(2, Integer.highestOneBit(claims) * 4)];
        tickets.values().forEach(ticket -> ticket.claims().forEach(this::put));
    }

    private void put(Claim claim) {
        int slot = slot(claim.token().high());
        while (slots[slot] != null) {
            slot = slot(slot + 1L);
        }
        slots[slot] = claim;
    }

    private int slot(long bits) {
        return (int) bits & slots.length - 1;
    }

    /** The cookie's name. */
    public byte[] cookie() {
        return cookie;
    }

    /** Whether the lines of an answer depend on how the client came. */
    public boolean asksForTls() {
        return asksForTls;
    }

    /** What this value of the cookie says, or null if it says nothing. */
    public @Nullable Claim claim(byte[] bytes, int from, int to) {
        if (to - from != Token.LENGTH) {
            return null;
        }
        long high = 0;
        long low = 0;
        for (int i = from; i < to - 1; i++) {
            int sextet = Token.sextet(bytes[i]);
            if (sextet < 0) {
                return null;
            }
            high = high << 6 | low >>> 58;
            low = low << 6 | sextet;
        }
        int last = Token.sextet(bytes[to - 1]);
        // -1 has all bits set, and so falls under this as well.
        return (last & 0xf) == 0 ? find(high << 2 | low >>> 62, low << 2 | last >>> 4) : null;
    }

    private @Nullable Claim find(long high, long low) {
        for (int slot = slot(high); ; slot = slot(slot + 1L)) {
            var claim = slots[slot];
            if (claim == null || ((claim.token().high() ^ high) | (claim.token().low() ^ low)) == 0) {
                return claim;
            }
        }
    }

    /**
     * The lines of an answer, each with its end, that bind a client to this endpoint; none if it is not in the rotation.
     *
     * @param overTls whether the client came over TLS
     */
    public byte[] lines(LiveEndpoint endpoint, boolean overTls) {
        var ticket = tickets.get(endpoint);
        return ticket == null ? NOTHING : ticket.lines(overTls);
    }
}
