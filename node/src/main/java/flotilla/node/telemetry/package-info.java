/** What the data path tells those who count and write down; implemented by {@code flotilla.ops}. */
@NullMarked
package flotilla.node.telemetry;

import org.jspecify.annotations.NullMarked;
