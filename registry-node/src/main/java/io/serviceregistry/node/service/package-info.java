/**
 * The use cases, without a transport: what callers may ask for, the rules of every field, lanes, budgets, consistency and
 * admission. Doors translate to and from the types here; a new door finds everything it needs in this package.
 */
@NullMarked
package io.serviceregistry.node.service;

import org.jspecify.annotations.NullMarked;
