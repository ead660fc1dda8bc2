/**
 * One class for each command: its options, its call, its answer.
 *
 * <p>What a command prints as JSON is documented in {@code docs/cli.md}. Errors are thrown; nothing here prints them.
 */
@NullMarked
package io.serviceregistry.cli.command;

import org.jspecify.annotations.NullMarked;
