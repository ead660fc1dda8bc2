/**
 * What people and scripts see: tables, durations and colours for the former, documented JSON for the latter.
 *
 * <p>The shapes of the JSON are a contract, written down in {@code docs/cli.md}: keys are added, never renamed.
 */
@NullMarked
package io.serviceregistry.cli.output;

import org.jspecify.annotations.NullMarked;
