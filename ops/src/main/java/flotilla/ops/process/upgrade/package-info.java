/**
 * The conversation in which a running process hands its listening sockets to the one that takes its place: what is said, in
 * which order, and what both sides do when the other one falls silent.
 */
@NullMarked
package flotilla.ops.process.upgrade;

import org.jspecify.annotations.NullMarked;
