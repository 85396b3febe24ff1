package flotilla.node.cluster;

import java.util.EnumSet;
import java.util.Set;

/** What a node says of itself. */
public enum Notice {
    /** It is about to go: whoever stays takes over what it checks, and counts on none of its traffic. */
    LEAVING(1),
    /** All its checks fail where others find the same endpoints well, so it keeps its opinions to itself. */
    DISTRUSTED(2);

    private final long bit;

    Notice(long bit) {
        this.bit = bit;
    }

    static long bits(Set<Notice> notices) {
        return notices.stream().mapToLong(notice -> notice.bit).sum();
    }

    /** Of bits; those that a newer release has brought are skipped. */
    static Set<Notice> of(long bits) {
        var notices = EnumSet.noneOf(Notice.class);
        for (var notice : values()) {
            if ((bits & notice.bit) != 0) {
                notices.add(notice);
            }
        }
        return notices;
    }
}
