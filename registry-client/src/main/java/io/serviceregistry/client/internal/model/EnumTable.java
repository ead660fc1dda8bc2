package io.serviceregistry.client.internal.model;

import java.util.EnumMap;
import java.util.Map;

/**
 * Pairs the constants of a wire enum with those of a public one by their names: {@code NODE_ROLE_LEADER} and
 * {@code LEADER}. Wire constants without a counterpart, those of later schemas included, become the fallback.
 *
 * <p>Immutable.
 */
final class EnumTable<W extends Enum<W>, P extends Enum<P>> {

    private final Map<W, P> toPublic;
    private final Map<P, W> toWire;
    private final P fallback;

    EnumTable(Class<W> wire, Class<P> publicType, String prefix, P fallback) {
        this.toPublic = new EnumMap<>(wire);
        this.toWire = new EnumMap<>(publicType);
        this.fallback = fallback;
        for (W wireConstant : wire.getEnumConstants()) {
            for (P publicConstant : publicType.getEnumConstants()) {
                if (wireConstant.name().equals(prefix + publicConstant.name())) {
                    toPublic.put(wireConstant, publicConstant);
                    toWire.put(publicConstant, wireConstant);
                }
            }
        }
    }

    P toPublic(W wire) {
        return toPublic.getOrDefault(wire, fallback);
    }

    W toWire(P constant, W otherwise) {
        return toWire.getOrDefault(constant, otherwise);
    }

    W toWire(P constant) {
        W wire = toWire.get(constant);
        if (wire == null) {
            throw new IllegalArgumentException(constant.getDeclaringClass().getSimpleName() + ": " + constant
                    + " (expected: one that can be sent)");
        }
        return wire;
    }
}
