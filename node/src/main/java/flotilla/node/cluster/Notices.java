package flotilla.node.cluster;

import flotilla.node.cluster.Message.Origin;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What each other node says of itself, in its newest life and by its newest word. Kept until it has left. Not for
 * several threads.
 */
final class Notices {

    private record Word(Origin origin, Set<Notice> notices) {}

    private final Map<String, Word> words = new HashMap<>();

    /** Takes a node's word, and tells whether that is news. */
    boolean take(Origin origin, Set<Notice> notices) {
        var before = words.get(origin.node().node());
        if (before != null && !origin.after(before.origin())) {
            return false;
        }
        words.put(origin.node().node(), new Word(origin, notices));
        return before == null ? !notices.isEmpty() : !before.notices().equals(notices);
    }

    void left(Member node) {
        words.remove(node.node());
    }

    boolean says(String node, Notice notice) {
        var word = words.get(node);
        return word != null && word.notices().contains(notice);
    }

    /** The ids of those that say so, in no order. */
    Set<String> saying(Notice notice) {
        return words.entrySet().stream()
                .filter(word -> word.getValue().notices().contains(notice))
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }
}
