/** Translates between the types applications see and those of the wire; decides nothing. */
@NullMarked
package io.serviceregistry.client.internal.model;

import org.jspecify.annotations.NullMarked;
