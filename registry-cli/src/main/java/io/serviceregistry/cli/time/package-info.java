/**
 * The only reader of the machine's clock, and waiting with a limit.
 */
@NullMarked
package io.serviceregistry.cli.time;

import org.jspecify.annotations.NullMarked;
