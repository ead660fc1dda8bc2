package io.serviceregistry.node.core.model;

/**
 * Mixes values into 64 bits, the same on every machine: the terms of the state digest.
 *
 * <p>A guard against divergence and corruption, not against forgery. Each value passes through the finalizer of
 * SplittableRandom (Steele, Lea and Flood, OOPSLA 2014), so that one changed bit changes about half of the result.
 * Strings and lists are preceded by their length, so that no two sequences of values read alike.
 */
public final class Fingerprint {
    private long hash;

    /** Starts a fingerprint; {@code kind} keeps equal values of different kinds apart. */
    public Fingerprint(int kind) {
        hash = mix(kind + 0x9E3779B97F4A7C15L);
    }

    /** Adds a number. */
    public Fingerprint add(long value) {
        hash = mix(hash * 0x9E3779B97F4A7C15L + value);
        return this;
    }

    /** Adds a truth value. */
    public Fingerprint add(boolean value) {
        return add(value ? 1 : 0);
    }

    /** Adds a text. */
    public Fingerprint add(String value) {
        add(value.length());
        long packed = 0;
        int held = 0;
        for (int i = 0; i < value.length(); i++) {
            packed = packed << 16 | value.charAt(i);
            if (++held == 4) {
                add(packed);
                packed = 0;
                held = 0;
            }
        }
        return held == 0 ? this : add(packed);
    }

    /** Adds a value with parts of its own. */
    public Fingerprint add(Part value) {
        value.addTo(this);
        return this;
    }

    /** Adds the number of the values, then each. */
    public Fingerprint addAll(Iterable<? extends Part> values, int size) {
        add(size);
        for (Part value : values) {
            value.addTo(this);
        }
        return this;
    }

    /** The fingerprint of what was added so far. */
    public long value() {
        return hash;
    }

    private static long mix(long z) {
        long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
        return b ^ (b >>> 31);
    }

    /** A value that adds itself, every field of it. */
    public interface Part {
        /** Adds every field of this value to {@code fingerprint}. */
        void addTo(Fingerprint fingerprint);
    }
}
