/** What a registry with very many instances takes: memory, snapshots, restarts, and the time until a blank node has caught up. */
@NullMarked
package io.serviceregistry.bench.size;

import org.jspecify.annotations.NullMarked;
