package flotilla.node.figures;

import java.util.Locale;

/** Why a kept connection ended: the closed list of metrics' labels. */
public final class Closing {

    private Closing() {}

    /** Of a client's connection. */
    public enum Client {
        /** The client closed it, or is gone. */
        CLIENT(0),
        /** Nothing came for as long as the listener waits. */
        IDLE_TIMEOUT(1),
        /** Its last answer said so: the client or a rule wanted it, or a failure left nothing to go on with. */
        ANSWERED(2),
        /** In the middle of an answer, so that the client sees that it is broken. */
        CUT(3),
        OUT_OF_BUFFERS(4),
        SHUTTING_DOWN(5),
        DEFECT(6);

        private final int place;

        Client(int place) {
            this.place = place;
        }

        /** Where it stands among the others. */
        public int place() {
            return place;
        }

        /** The word in metrics. */
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Of a connection to an endpoint. */
    public enum Upstream {
        /** The endpoint closed it while it was idle. */
        ENDPOINT(0),
        /** The endpoint's answer said that it does not keep it, or no request can follow it. */
        NOT_KEPT(1),
        /** It failed under a request. */
        BROKEN(2),
        /** Its request was given up: the client left, the time was over, or another answer was first. */
        ABANDONED(3),
        IDLE_TIMEOUT(4),
        MAX_AGE(5),
        /** Others wait for its permit, or it is above this node's share. */
        SURPLUS(6),
        /** Nobody lists the endpoint any more. */
        RETIRED(7),
        /** The certificates or rules of TLS to the endpoint have changed. */
        TLS_CHANGED(8);

        private final int place;

        Upstream(int place) {
            this.place = place;
        }

        /** Where it stands among the others. */
        public int place() {
            return place;
        }

        /** The word in metrics. */
        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
