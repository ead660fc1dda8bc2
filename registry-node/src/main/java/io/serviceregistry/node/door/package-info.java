/** What all doors of a node have in common: where they listen, and how they say that they cannot. */
@NullMarked
package io.serviceregistry.node.door;

import org.jspecify.annotations.NullMarked;
