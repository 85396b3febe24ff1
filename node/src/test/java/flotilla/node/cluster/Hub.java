package flotilla.node.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Clusters that hear each other at once, within this process. */
public final class Hub {

    private final Map<Member, Place> places = new ConcurrentHashMap<>();

    /** A cluster for this member; it hears once it has joined. */
    public Cluster place(Member member) {
        return new Place(member);
    }

    private final class Place implements Cluster {

        private final Member member;
        private Listener listener = new Deaf();

        Place(Member member) {
            this.member = member;
        }

        @Override
        public void join(Listener newListener) {
            synchronized (Hub.this) {
                listener = newListener;
                for (var other : others()) {
                    other.listener.joined(member);
                    newListener.joined(other.member);
                }
                places.put(member, this);
            }
        }

        @Override
        public void publish(byte[] message) {
            for (var other : others()) {
                synchronized (other) {
                    other.listener.received(message.clone());
                }
            }
        }

        @Override
        public List<Member> members() {
            return others().stream().map(other -> other.member).toList();
        }

        @Override
        public String state() {
            return "joined with " + members().size();
        }

        @Override
        public void close() {
            places.remove(member);
            others().forEach(other -> other.listener.left(member));
        }

        private List<Place> others() {
            var others = new ArrayList<>(places.values());
            others.remove(this);
            return others;
        }
    }

    private static final class Deaf implements Cluster.Listener {
        @Override
        public void received(byte[] message) {}

        @Override
        public void joined(Member member) {}

        @Override
        public void left(Member member) {}
    }
}
