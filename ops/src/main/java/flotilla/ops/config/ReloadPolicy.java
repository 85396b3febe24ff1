package flotilla.ops.config;

/**
 * When a running process reads its configuration again by itself.
 *
 * @param watch whether it does when the file, or one that the file names, has changed; otherwise only at SIGHUP
 */
public record ReloadPolicy(boolean watch) {

    public static final ReloadPolicy DEFAULT = new ReloadPolicy(true);
}
