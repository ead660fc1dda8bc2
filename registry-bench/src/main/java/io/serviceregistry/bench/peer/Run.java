package io.serviceregistry.bench.peer;

import io.serviceregistry.bench.load.LoadResult;

/**
 * One run of a load against one system.
 *
 * @param load what it came to
 * @param serverCpuMicros the processor time that the system's processes took for each item, in microseconds: unlike rates
 *     and latencies it hardly depends on who else uses the machine
 */
record Run(LoadResult load, double serverCpuMicros) {}
