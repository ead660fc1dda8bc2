/**
 * The state as readers see it: immutable, taken after each entry, shared freely between threads.
 */
@NullMarked
package io.serviceregistry.node.core.view;

import org.jspecify.annotations.NullMarked;
