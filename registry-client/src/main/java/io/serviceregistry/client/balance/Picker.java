package io.serviceregistry.client.balance;

/** Picks one of the candidates it was made for. Thread-safe, and quick: every call passes here. */
@FunctionalInterface
public interface Picker {

    /** The candidate for the next call. */
    Candidate pick();
}
