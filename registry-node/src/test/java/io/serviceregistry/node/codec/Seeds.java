package io.serviceregistry.node.codec;

import java.util.stream.LongStream;

/** The seeds of generated values: the same ones in every run and a fresh one, or only the one of {@code -Dseed}. */
final class Seeds {
    private Seeds() {}

    static Iterable<Long> some(int count) {
        String given = System.getProperty("seed");
        LongStream seeds = given == null
                ? LongStream.concat(LongStream.range(0, count), LongStream.of(System.nanoTime()))
                : LongStream.of(Long.parseLong(given));
        return seeds.boxed().toList();
    }
}
