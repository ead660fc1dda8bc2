package io.serviceregistry.node.rpc;

import java.util.EnumMap;
import java.util.Map;

/** Pairs the constants of an enum of ours with those of the schema, by name: {@code UP} and {@code SOME_PREFIX_UP}. */
final class EnumPairs {
    private EnumPairs() {}

    /** Every constant of {@code ours} with its counterpart; fails where there is none. */
    static <A extends Enum<A>, B extends Enum<B>> Map<A, B> toSchema(Class<A> ours, Class<B> schema, String prefix) {
        Map<A, B> pairs = new EnumMap<>(ours);
        for (A constant : ours.getEnumConstants()) {
            pairs.put(constant, Enum.valueOf(schema, prefix + constant.name()));
        }
        return pairs;
    }

    /** The same pairs the other way round. */
    static <A extends Enum<A>, B extends Enum<B>> Map<B, A> fromSchema(Class<A> ours, Class<B> schema, String prefix) {
        Map<B, A> pairs = new EnumMap<>(schema);
        toSchema(ours, schema, prefix).forEach((constant, counterpart) -> pairs.put(counterpart, constant));
        return pairs;
    }

    /** The counterpart of a constant that is known to have one. */
    static <A extends Enum<A>, B> B of(Map<A, B> pairs, A constant) {
        B counterpart = pairs.get(constant);
        if (counterpart == null) {
            throw new IllegalArgumentException(constant + " (expected: one of " + pairs.keySet() + ')');
        }
        return counterpart;
    }
}
