package flotilla.discovery;

import java.util.List;

/** What a source of endpoints has to say. Losing sight is an event of its own, never an empty list. */
public sealed interface SourceEvent {

    /** All endpoints there are now; replaces what the source said before. */
    record Snapshot(List<Endpoint> endpoints) implements SourceEvent {
        public Snapshot {
            endpoints = List.copyOf(endpoints);
        }
    }

    /**
     * The source cannot see: the last snapshot stays in force until the next one.
     *
     * @param reason what failed, where, and what is done about it
     */
    record Stale(String reason) implements SourceEvent {}
}
