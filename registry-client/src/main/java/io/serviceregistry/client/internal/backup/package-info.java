/** Backups: fetched from a node, and looked through. Knows nothing of what is in one beyond its header. */
@NullMarked
package io.serviceregistry.client.internal.backup;

import org.jspecify.annotations.NullMarked;
