package io.serviceregistry.client.balance;

import static io.serviceregistry.client.testkit.Instances.up;
import static io.serviceregistry.client.testkit.Instances.weighted;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Lists of candidates, and how often a picker picks each. */
final class Picks {

    private Picks() {}

    /** Idle candidates of the default weight. */
    static List<Candidate> candidates(int count) {
        return up(count).stream().map(instance -> Candidate.of(instance, 0)).toList();
    }

    /** Idle candidates of these weights. */
    static List<Candidate> ofWeights(int... weights) {
        return IntStream.range(0, weights.length)
                .mapToObj(i -> Candidate.of(weighted("i-" + i, weights[i]), 0))
                .toList();
    }

    /** So many weights, 1 to a largest. */
    static int[] weights(int count, int largest, RandomGenerator random) {
        return random.ints(count, 1, largest + 1).toArray();
    }

    /** How often each candidate is picked, in the order of the candidates. */
    static long[] counts(List<Candidate> candidates, Stream<Candidate> picks) {
        Map<Candidate, Long> counts = picks.collect(Collectors.groupingBy(picked -> picked, Collectors.counting()));
        return candidates.stream()
                .mapToLong(candidate -> counts.getOrDefault(candidate, 0L))
                .toArray();
    }

    /** So many picks. */
    static Stream<Candidate> of(Picker picker, long picks) {
        return Stream.generate(picker::pick).limit(picks);
    }

    /** So many picks by each of so many threads, at the same time. */
    static Stream<Candidate> byThreads(Picker picker, int threads, int picks) throws Exception {
        List<Candidate> all = new ArrayList<>();
        for (List<Candidate> each :
                inThreads(threads, thread -> of(picker, picks).toList())) {
            all.addAll(each);
        }
        return all.stream();
    }

    /** What so many threads come to, that begin at the same time. */
    static <T> List<T> inThreads(int threads, IntFunction<T> work) throws InterruptedException, ExecutionException {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            CyclicBarrier start = new CyclicBarrier(threads);
            List<Future<T>> running = IntStream.range(0, threads)
                    .mapToObj(thread -> executor.submit(() -> {
                        start.await();
                        return work.apply(thread);
                    }))
                    .toList();
            List<T> results = new ArrayList<>();
            for (Future<T> each : running) {
                results.add(each.get());
            }
            return results;
        } finally {
            executor.shutdownNow();
        }
    }

    static long sum(int[] weights) {
        return Arrays.stream(weights).asLongStream().sum();
    }
}
