package io.serviceregistry.node.watch;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Runs what it was given when it is told to: in order, or by lot: some of it at once, the rest in any order. */
final class RandomExecutor implements Executor {
    private final @Nullable SplittableRandom lot;
    private final List<Runnable> tasks = new ArrayList<>();

    private RandomExecutor(@Nullable SplittableRandom lot) {
        this.lot = lot;
    }

    static RandomExecutor inOrder() {
        return new RandomExecutor(null);
    }

    static RandomExecutor anyOrder(SplittableRandom lot) {
        return new RandomExecutor(lot);
    }

    @Override
    public void execute(Runnable task) {
        if (lot != null && lot.nextInt(4) == 0) {
            task.run();
        } else {
            tasks.add(task);
        }
    }

    /** Runs so many tasks at most; how many it ran. */
    int run(int limit) {
        int ran = 0;
        while (ran < limit && !tasks.isEmpty()) {
            tasks.remove(lot == null ? 0 : lot.nextInt(tasks.size())).run();
            ran++;
        }
        return ran;
    }
}
