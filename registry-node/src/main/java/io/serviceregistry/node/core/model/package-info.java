/**
 * The nouns of the registry: instances, leases, overrides, settings. Immutable values that know their rules and their
 * place in the state digest.
 */
@NullMarked
package io.serviceregistry.node.core.model;

import org.jspecify.annotations.NullMarked;
