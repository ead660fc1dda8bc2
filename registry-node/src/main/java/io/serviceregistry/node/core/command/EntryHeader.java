package io.serviceregistry.node.core.command;

/**
 * What an entry says before its commands.
 *
 * @param term the term under which the log holds it
 * @param proposerTerm the term in which its proposer built it; when it differs, the time does not count
 * @param timeMillis the registry time its proposer gave it
 */
public record EntryHeader(long term, long logIndex, long proposerTerm, long timeMillis) {}
