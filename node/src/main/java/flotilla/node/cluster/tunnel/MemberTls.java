package flotilla.node.cluster.tunnel;

import java.nio.file.Path;

/**
 * The PEM files by which members know each other. They are read again when they change.
 *
 * @param ca the certificates of the cluster's own authority: nobody else's are believed
 * @param certificate this node's, and those between it and the authority
 * @param key of that certificate
 */
public record MemberTls(Path ca, Path certificate, Path key) {}
