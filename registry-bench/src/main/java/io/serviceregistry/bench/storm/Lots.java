package io.serviceregistry.bench.storm;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;

/** Orders drawn by lot. */
public final class Lots {
    private Lots() {}

    /** The same in another order, which one seed decides. */
    public static <T> List<T> shuffled(Collection<T> things, RandomGenerator random) {
        List<T> shuffled = new ArrayList<>(things);
        Collections.shuffle(shuffled, new Random(random.nextLong()));
        return shuffled;
    }
}
