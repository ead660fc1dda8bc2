package io.serviceregistry.bench.model;

/** A place in the log: the entry, and the number of the command in it, from 0. */
public record Place(long logIndex, int commandIndex) implements Comparable<Place> {
    /** Behind all commands of an entry: where a read is that was answered from the state after it. */
    public static Place after(long logIndex) {
        return new Place(logIndex, Integer.MAX_VALUE);
    }

    @Override
    public int compareTo(Place other) {
        return logIndex == other.logIndex
                ? Integer.compare(commandIndex, other.commandIndex)
                : Long.compare(logIndex, other.logIndex);
    }

    @Override
    public String toString() {
        return commandIndex == Integer.MAX_VALUE ? "after entry " + logIndex : logIndex + "." + commandIndex;
    }
}
