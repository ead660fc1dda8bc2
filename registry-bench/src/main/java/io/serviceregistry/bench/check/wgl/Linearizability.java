package io.serviceregistry.bench.check.wgl;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Looks for an order of operations that agrees with real time and with a specification.
 *
 * <p>Depth first over the operations that may come next: those called before any that is still to come has returned. What was tried,
 * as the set of operations done and the state they led to, is not tried again. Operations that must have happened are tried before
 * those that need not. Exponential in how many overlap, so the number of tries is bounded: beyond it the verdict is
 * {@link Verdict#UNDECIDED}, which is no acquittal. One use, one thread.
 */
public final class Linearizability<S, O> {
    /** What was found out. */
    public enum Verdict {
        /** There is such an order. */
        LINEARIZABLE,
        /** There is none. */
        NOT_LINEARIZABLE,
        /** The search was given up. */
        UNDECIDED
    }

    /**
     * The verdict, and how far it came.
     *
     * @param tried how many steps were tried
     * @param furthest of an order that is none: how many operations the longest beginning has
     * @param stuck of those that could have come next there, the one that returned first; empty when there is an order
     */
    public record Finding<O>(Verdict verdict, long tried, int furthest, List<Call<O>> stuck) {}

    private record Done(BitSet operations, Object state) {}

    /** A step that was taken: which operation, from which state, and what else it could have led to. */
    private static final class Frame<S> {
        private final S from;
        private final List<Integer> candidates;
        private int candidate = -1;
        private List<S> alternatives = List.of();
        private int alternative;

        private Frame(S from, List<Integer> candidates) {
            this.from = from;
            this.candidates = candidates;
        }
    }

    private final Specification<S, O> specification;
    private final List<Call<O>> calls;
    private final long maxTries;
    private final BitSet done = new BitSet();
    private final Set<Done> seen = new HashSet<>();
    private final int required;
    private long tried;
    private int furthest = -1;
    private List<Call<O>> stuck = List.of();

    private Linearizability(Specification<S, O> specification, List<Call<O>> calls, long maxTries) {
        this.specification = specification;
        this.calls =
                calls.stream().sorted(Comparator.comparingLong(Call::callNanos)).toList();
        this.maxTries = maxTries;
        this.required = (int) calls.stream().filter(call -> !call.isOptional()).count();
    }

    /** Judges a history. */
    public static <S, O> Finding<O> check(Specification<S, O> specification, List<Call<O>> calls, long maxTries) {
        return new Linearizability<>(specification, calls, maxTries).search();
    }

    private Finding<O> search() {
        List<Frame<S>> stack = new ArrayList<>();
        int doneRequired = 0;
        S state = specification.initial();
        stack.add(new Frame<>(state, candidates()));
        while (doneRequired < required) {
            if (tried > maxTries) {
                return new Finding<>(Verdict.UNDECIDED, tried, furthest, stuck);
            }
            if (stack.isEmpty()) {
                return new Finding<>(Verdict.NOT_LINEARIZABLE, tried, furthest, stuck);
            }
            Frame<S> frame = stack.get(stack.size() - 1);
            S next = advance(frame);
            if (next == null) {
                stack.remove(stack.size() - 1);
                if (!stack.isEmpty()) {
                    doneRequired -= undo(stack.get(stack.size() - 1));
                }
                continue;
            }
            int operation = frame.candidates.get(frame.candidate);
            if (calls.get(operation).isOptional() && next.equals(frame.from)) {
                continue; // it might as well never have happened
            }
            done.set(operation);
            if (!seen.add(new Done((BitSet) done.clone(), next))) {
                done.clear(operation);
                continue;
            }
            doneRequired += calls.get(operation).isOptional() ? 0 : 1;
            stack.add(new Frame<>(next, candidates()));
        }
        return new Finding<>(Verdict.LINEARIZABLE, tried, required, List.of());
    }

    /** The next state to try from a frame; null when nothing is left. */
    private @Nullable S advance(Frame<S> frame) {
        while (frame.alternative >= frame.alternatives.size()) {
            frame.candidate++;
            if (frame.candidate >= frame.candidates.size()) {
                return null;
            }
            Call<O> call = calls.get(frame.candidates.get(frame.candidate));
            frame.alternatives = specification.next(frame.from, call.operation(), call.callNanos(), call.returnNanos());
            frame.alternative = 0;
            tried++;
        }
        return frame.alternatives.get(frame.alternative++);
    }

    /** Takes back the step that a frame took last. */
    private int undo(Frame<S> frame) {
        int operation = frame.candidates.get(frame.candidate);
        done.clear(operation);
        return calls.get(operation).isOptional() ? 0 : 1;
    }

    /** What may come next: everything called before the first return among what is not done. */
    private List<Integer> candidates() {
        long firstReturn = Long.MAX_VALUE;
        List<Integer> mandatory = new ArrayList<>();
        List<Integer> optional = new ArrayList<>();
        for (int i = done.nextClearBit(0); i < calls.size(); i = done.nextClearBit(i + 1)) {
            Call<O> call = calls.get(i);
            if (call.callNanos() > firstReturn) {
                break; // and so are all after it
            }
            firstReturn = Math.min(firstReturn, call.returnNanos());
            (call.isOptional() ? optional : mandatory).add(i);
        }
        note(mandatory);
        mandatory.addAll(optional);
        return mandatory;
    }

    private void note(List<Integer> mandatory) {
        int length = done.cardinality();
        if (length > furthest) {
            furthest = length;
            stuck = mandatory.stream()
                    .map(calls::get)
                    .sorted(Comparator.comparingLong(Call::returnNanos))
                    .limit(1)
                    .toList();
        }
    }
}
