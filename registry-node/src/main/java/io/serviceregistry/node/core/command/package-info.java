/**
 * The decisions that the log holds, and what each came to. A new decision is a record here, a case of {@code
 * Command.Visitor}, and a method of the state.
 */
@NullMarked
package io.serviceregistry.node.core.command;

import org.jspecify.annotations.NullMarked;
