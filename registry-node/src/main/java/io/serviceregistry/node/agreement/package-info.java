/**
 * What the nodes know to have in common: the feature level that all understand, and whether this node has the same state as the others: digests noted while applying, compared by the leader through the log,
 * and what the comparison says of this node. Knows nothing of what the state means.
 */
@NullMarked
package io.serviceregistry.node.agreement;

import org.jspecify.annotations.NullMarked;
