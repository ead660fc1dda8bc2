package io.serviceregistry.bench.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The processor time that processes have taken, as Linux counts it. */
public final class ProcessCpu {
    /** What {@code /proc} counts in on every Linux of today, whatever the kernel's own tick. */
    private static final int MICROS_PER_TICK = 10_000;

    private static final int USER_TIME = 11;
    private static final int SYSTEM_TIME = 12;

    private ProcessCpu() {}

    /** Of a process so far, in microseconds. */
    public static long micros(long pid) {
        try {
            return micros(Files.readString(Path.of("/proc/" + pid + "/stat")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Of a line of {@code /proc/PID/stat}: a name in brackets, which may hold anything, is its second field. */
    static long micros(String stat) {
        String[] afterName = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(afterName[USER_TIME]) + Long.parseLong(afterName[SYSTEM_TIME])) * MICROS_PER_TICK;
    }
}
