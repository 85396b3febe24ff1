/**
 * What exists: the nouns every part of Flotilla shares (an {@link flotilla.discovery.Endpoint}, an {@link
 * flotilla.discovery.Upstream}) and the port through which sources of upstreams speak. Knows nothing of requests.
 */
@NullMarked
package flotilla.discovery;

import org.jspecify.annotations.NullMarked;
