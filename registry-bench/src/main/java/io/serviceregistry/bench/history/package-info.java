/**
 * What is kept of a run for its judges: the history of its clients, streamed to a file while they work, and the logs that its nodes
 * exported afterwards. The formats are those of history.proto and of the node's export.proto.
 */
@NullMarked
package io.serviceregistry.bench.history;

import org.jspecify.annotations.NullMarked;
