/**
 * Watches: what changed, told to whoever asked, in the order of the revisions, each at its own pace.
 *
 * <p>{@code WatchHub} hears every change set once, keeps it in the {@code ChangeLog} for a while, and wakes the {@code
 * Subscription}s that may care. A subscription keeps no queue: it has a position, reads the log from there when its reader can
 * take more, and so costs the same whether its reader is fast or slow.
 */
@NullMarked
package io.serviceregistry.node.watch;

import org.jspecify.annotations.NullMarked;
