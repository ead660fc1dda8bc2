/**
 * A cluster in containers under load and under attack: what is done to it, what its users see of that, and what they should not
 * have seen.
 */
@NullMarked
package io.serviceregistry.cli.chaos;

import org.jspecify.annotations.NullMarked;
