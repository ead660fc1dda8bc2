package io.serviceregistry.node.core.command;

/** What a command came to and where. A repeated request gets the result of its first attempt. */
public record Result(Position position, Outcome outcome) {}
