package flotilla.ops.reload;

import java.time.Instant;

/**
 * A configuration that counts or has counted.
 *
 * @param number counts up by one with each, over restarts too where there is a state directory
 * @param text of the file as it was read then
 */
public record Revision(long number, Instant at, By by, String text) {

    /**
     * Who lets a configuration count.
     *
     * @param who a name, an address, or what it was: {@code SIGHUP}
     * @param why in their words; may be empty
     */
    public record By(String who, String why) {}
}
