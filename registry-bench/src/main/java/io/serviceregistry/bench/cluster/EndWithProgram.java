package io.serviceregistry.bench.cluster;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Kills the processes that still run when this program ends early, by a signal or a failure: nobody else would. */
final class EndWithProgram {
    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly), "end-processes"));
    }

    private EndWithProgram() {}

    static void add(Process process) {
        RUNNING.add(process);
        var unused = process.onExit().thenAccept(RUNNING::remove);
    }
}
