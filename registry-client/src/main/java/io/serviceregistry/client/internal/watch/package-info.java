/**
 * Watches that outlive their streams: {@code KeptWatch} decides, {@code WatchedState} knows what was told, {@code WatchStreams}
 * is the way to the nodes.
 */
@NullMarked
package io.serviceregistry.client.internal.watch;

import org.jspecify.annotations.NullMarked;
