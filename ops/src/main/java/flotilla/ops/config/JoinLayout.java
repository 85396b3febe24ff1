package flotilla.ops.config;

import java.util.List;

/** Where other members are: one place or several. */
public record JoinLayout(List<String> places) {

    public static final JoinLayout DEFAULT = new JoinLayout(List.of());

    public JoinLayout {
        places = List.copyOf(places);
    }
}
