/**
 * The replicated state and its apply: tables of immutable values that keep a running digest. Single-threaded; readers
 * get images.
 */
@NullMarked
package io.serviceregistry.node.core.state;

import org.jspecify.annotations.NullMarked;
