package flotilla.ops.admin;

import flotilla.ops.rest.Reply;
import java.util.function.Supplier;

/** What is served at one path beside the API, for programs that know that path. */
public record Page(Audience audience, Supplier<Reply> maker) {

    /** Who may see it. */
    public enum Audience {
        ANYBODY,
        /** Who may read figures: anybody, unless the policy says otherwise. */
        READERS_OF_FIGURES
    }

    /** One that anybody may see. */
    public static Page open(Supplier<Reply> maker) {
        return new Page(Audience.ANYBODY, maker);
    }

    /** One of figures about the node. */
    public static Page ofFigures(Supplier<Reply> maker) {
        return new Page(Audience.READERS_OF_FIGURES, maker);
    }
}
