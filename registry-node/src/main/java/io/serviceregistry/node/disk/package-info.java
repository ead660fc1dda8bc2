/**
 * Watches the disk of this node: how long what was given to it has waited, whether it is slow, when another node should lead
 * because of that, and when it is given up. Decides; what it decides on comes through a port.
 */
@NullMarked
package io.serviceregistry.node.disk;

import org.jspecify.annotations.NullMarked;
