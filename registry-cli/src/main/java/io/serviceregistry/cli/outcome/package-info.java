/**
 * How commands end: exit codes, and what a failed one says.
 *
 * <p>The numbers and the names are a contract with scripts, written down in {@code docs/cli.md}.
 */
@NullMarked
package io.serviceregistry.cli.outcome;

import org.jspecify.annotations.NullMarked;
