/** Starting and stopping a node: the only package that sees everything, and the one that does nothing else. */
@NullMarked
package io.serviceregistry.node.boot;

import org.jspecify.annotations.NullMarked;
