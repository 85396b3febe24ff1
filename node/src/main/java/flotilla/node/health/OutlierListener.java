package flotilla.node.health;

import flotilla.node.balance.LiveEndpoint;

/** Hears what the comparison of endpoints shows; on a virtual thread for each upstream. Must be quick. */
public interface OutlierListener {

    OutlierListener NONE = new OutlierListener() {
        @Override
        public void found(LiveEndpoint endpoint, Outlier outlier) {}

        @Override
        public void changed(String upstream, Findings findings) {}
    };

    /** An endpoint was found to be an outlier, for the first time or once more. */
    void found(LiveEndpoint endpoint, Outlier outlier);

    /** What counts for an upstream from now on, in place of what counted before. */
    void changed(String upstream, Findings findings);
}
