/**
 * {@code registryctl}: the registry's commands for operators and scripts, and a local cluster to try it with.
 *
 * <p>{@link io.serviceregistry.cli.Main} is the program. A command takes its options, makes one call through the public
 * client library, and prints one answer; what goes wrong becomes one line and an exit code in one place.
 */
@NullMarked
package io.serviceregistry.cli;

import org.jspecify.annotations.NullMarked;
