package io.serviceregistry.node.core.command;

import java.util.List;

/**
 * What a proposer hands to the log at once.
 *
 * @param proposerTerm the term in which it was built
 * @param timeMillis the registry time
 * @param commands applied in this order; none when the entry only carries time
 */
public record Entry(long proposerTerm, long timeMillis, List<LoggedCommand> commands) {
    public Entry {
        commands = List.copyOf(commands);
    }
}
