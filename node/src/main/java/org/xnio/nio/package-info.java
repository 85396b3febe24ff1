/**
 * The one class that must stand in XNIO's own package: raw channels on XNIO's I/O threads, without conduits and channel
 * listeners.
 */
@NullMarked
package org.xnio.nio;

import org.jspecify.annotations.NullMarked;
