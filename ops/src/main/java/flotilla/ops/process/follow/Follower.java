package flotilla.ops.process.follow;

import flotilla.ops.config.Settings;

/** A part of the process that another configuration can change. */
public interface Follower {

    /**
     * Does all that may fail, such as opening a file, so that what is left cannot. Nothing counts before the change is made.
     *
     * @throws flotilla.discovery.InvalidValue if it cannot be
     * @throws java.io.UncheckedIOException naming the path, if something cannot be had
     */
    Change prepare(Settings newer);

    /** A change that is ready to be made, or to be given up; one of both happens, once. */
    interface Change {

        /** What has not changed. */
        Change NONE = () -> {};

        /** Lets it count. */
        void make();

        /** Ends what it took the place of. Nobody who looked there before {@link #make} is at it any more. */
        default void retire() {}

        /** It does not come to count. */
        default void giveUp() {}
    }
}
