package io.serviceregistry.bench.load;

import java.util.concurrent.atomic.AtomicLong;

/** Names of instances that are not there yet, ten to a service. Thread-safe. */
public final class InstanceNames {
    /** Instances of each service. */
    public static final int PER_SERVICE = 10;

    private final String prefix;
    private final AtomicLong next = new AtomicLong();

    /**
     * An instance.
     *
     * @param service the service's name
     * @param id the instance's within it
     * @param number counted from 0
     */
    public record Name(String service, String id, long number) {}

    /** Names that begin like this. */
    public InstanceNames(String prefix) {
        this.prefix = prefix;
    }

    /** The next one. */
    public Name next() {
        long number = next.getAndIncrement();
        return new Name(service(number / PER_SERVICE), "i-" + number % PER_SERVICE, number);
    }

    /** The name of a service, counted from 0. */
    public String service(long number) {
        return prefix + "-" + number;
    }

    /** How many were handed out. */
    public long count() {
        return next.get();
    }
}
