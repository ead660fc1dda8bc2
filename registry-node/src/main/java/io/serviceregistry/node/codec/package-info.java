/**
 * Bytes to core and back: the entries of the log and the snapshot. Every value has one encoding, the same on every
 * machine; what is not understood is refused, never skipped. The only place that knows the schema of the log.
 */
@NullMarked
package io.serviceregistry.node.codec;

import org.jspecify.annotations.NullMarked;
