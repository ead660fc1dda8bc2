package io.serviceregistry.bench.load;

import java.util.concurrent.ThreadFactory;

/** Threads that do not keep the program alive. */
public final class BackgroundThreads {
    private BackgroundThreads() {}

    /** Threads of this name. */
    public static ThreadFactory named(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }
}
