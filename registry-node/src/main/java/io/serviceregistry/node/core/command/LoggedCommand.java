package io.serviceregistry.node.core.command;

import org.jspecify.annotations.Nullable;

/**
 * A command with what every command has.
 *
 * @param request the request it comes from; null for commands that may be repeated without harm
 * @param notAfterMillis refused at a later registry time, so that a message delayed in a stopped node does not come back
 *     from the dead; {@link #NO_LIMIT} means never
 */
public record LoggedCommand(@Nullable RequestId request, long notAfterMillis, Command command) {
    public static final long NO_LIMIT = 0;

    /** A command of the nodes themselves. */
    public static LoggedCommand internal(Command command) {
        return new LoggedCommand(null, NO_LIMIT, command);
    }
}
