package io.serviceregistry.bench.check.wgl;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/**
 * Looks for an order of operations that agrees with real time and with a specification.
 *
 * <p>Depth first over the operations that may come next: those called before any that is still to come has returned. From where it
 * has been ({@link Tried}) it does not go on again. Three more things keep it short, none of which loses an order:
 *
 * <ul>
 *   <li>What may happen now and changes nothing happens now: it could only be harder later.
 *   <li>What need not have happened happens only where it matters, right before something that had to happen to the same thing.
 *   <li>An operation on several things is taken apart, so that such an explanation is sought for each by itself.
 * </ul>
 *
 * <p>Exponential in how many overlap all the same, so the number of steps is bounded: beyond it the verdict is
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
     * @param furthest of an order that is none: how many operations that had to happen its longest beginning has
     * @param stuck of those that could have come next there, the one that returned first; empty when there is an order
     */
    public record Finding<O>(Verdict verdict, long tried, int furthest, List<Call<O>> stuck) {}

    /**
     * Somewhere in the search.
     *
     * @param required what had to happen and has; not to be changed
     * @param optional what need not have happened and has; not to be changed
     * @param underway the operation that comes next, of which some parts are done; {@link #NONE} between operations
     * @param part the part of it that is next
     */
    private record Position<S>(BitSet required, BitSet optional, S state, int underway, int part) {}

    private static final int NONE = -1;

    private final Specification<S, O> specification;
    private final List<Call<O>> calls;
    private final List<List<O>> parts;
    private final long maxTries;
    private final Tried<S> tried = new Tried<>();
    private final int required;
    private long tries;
    private int furthest = -1;
    private List<Call<O>> stuck = List.of();

    private Linearizability(Specification<S, O> specification, List<Call<O>> calls, long maxTries) {
        this.specification = specification;
        this.calls =
                calls.stream().sorted(Comparator.comparingLong(Call::callNanos)).toList();
        this.parts = this.calls.stream()
                .map(call -> specification.parts(call.operation()))
                .toList();
        this.maxTries = maxTries;
        this.required = (int) calls.stream().filter(call -> !call.isOptional()).count();
    }

    /** Judges a history. */
    public static <S, O> Finding<O> check(Specification<S, O> specification, List<Call<O>> calls, long maxTries) {
        return new Linearizability<>(specification, calls, maxTries).search();
    }

    private Finding<O> search() {
        Deque<Iterator<Position<S>>> open = new ArrayDeque<>();
        Position<S> position = new Position<>(new BitSet(), new BitSet(), specification.initial(), NONE, 0);
        while (position.required().cardinality() < required) {
            if (position.underway() != NONE || tried.add(position.required(), position.optional(), position.state())) {
                open.push(following(position));
            }
            while (!open.isEmpty() && tries <= maxTries && !open.element().hasNext()) {
                open.pop();
            }
            if (tries > maxTries) {
                return new Finding<>(Verdict.UNDECIDED, tries, furthest, stuck);
            }
            if (open.isEmpty()) {
                return new Finding<>(Verdict.NOT_LINEARIZABLE, tries, furthest, stuck);
            }
            position = open.element().next();
        }
        return new Finding<>(Verdict.LINEARIZABLE, tries, required, List.of());
    }

    private Iterator<Position<S>> following(Position<S> position) {
        if (position.underway() != NONE) {
            return new Ways(position);
        }
        List<Integer> candidates = candidates(position.required());
        note(position, candidates);
        for (int candidate : candidates) {
            if (changesNothing(position, candidate)) {
                return List.of(done(position, candidate)).iterator();
            }
        }
        return candidates.stream()
                .map(candidate ->
                        new Position<>(position.required(), position.optional(), position.state(), candidate, 0))
                .iterator();
    }

    /** What may come next of what must have happened: everything called before the first return. First what returned first. */
    private List<Integer> candidates(BitSet happened) {
        long firstReturn = firstReturn(happened);
        List<Integer> candidates = new ArrayList<>();
        for (int i = happened.nextClearBit(0); i < calls.size() && calls.get(i).callNanos() <= firstReturn; ) {
            if (!calls.get(i).isOptional()) {
                candidates.add(i);
            }
            i = happened.nextClearBit(i + 1);
        }
        candidates.sort(Comparator.comparingLong(i -> calls.get(i).returnNanos()));
        return candidates;
    }

    /** Until when whatever comes next has taken effect. */
    private long firstReturn(BitSet happened) {
        long first = Long.MAX_VALUE;
        for (int i = happened.nextClearBit(0); i < calls.size() && calls.get(i).callNanos() <= first; ) {
            first = Math.min(first, calls.get(i).returnNanos());
            i = happened.nextClearBit(i + 1);
        }
        return first;
    }

    private boolean changesNothing(Position<S> position, int candidate) {
        long by = firstReturn(position.required());
        for (O part : parts.get(candidate)) {
            if (!next(position.state(), part, calls.get(candidate), by).contains(position.state())) {
                return false;
            }
        }
        return true;
    }

    private Position<S> done(Position<S> position, int operation) {
        return new Position<>(with(position.required(), operation), position.optional(), position.state(), NONE, 0);
    }

    private List<S> next(S state, O operation, Call<O> call, long by) {
        tries++;
        return specification.next(state, operation, call.callNanos(), by);
    }

    private static BitSet with(BitSet set, int bit) {
        BitSet more = (BitSet) set.clone();
        more.set(bit);
        return more;
    }

    private void note(Position<S> position, List<Integer> candidates) {
        int length = position.required().cardinality();
        if (length > furthest) {
            furthest = length;
            stuck = candidates.stream().limit(1).map(calls::get).toList();
        }
    }

    /** The ways through one part of an operation: with as little before it as possible, of what need not have happened. */
    private final class Ways implements Iterator<Position<S>> {
        private final Position<S> from;
        private final O part;
        private final long by;
        private final List<Integer> helpers = new ArrayList<>();
        private final Tried<S> before = new Tried<>();
        private final Deque<Position<S>> unexplored = new ArrayDeque<>();
        private final Deque<Position<S>> found = new ArrayDeque<>();

        private Ways(Position<S> from) {
            this.from = from;
            this.part = parts.get(from.underway()).get(from.part());
            this.by = firstReturn(from.required());
            for (int i = 0; i < calls.size() && calls.get(i).callNanos() <= by; i++) {
                if (calls.get(i).isOptional()
                        && !from.optional().get(i)
                        && specification.meet(calls.get(i).operation(), part)) {
                    helpers.add(i);
                }
            }
            before.add(from.required(), from.optional(), from.state());
            unexplored.add(from);
            step(from);
        }

        @Override
        public boolean hasNext() {
            while (found.isEmpty() && !unexplored.isEmpty() && tries <= maxTries) {
                help(unexplored.remove());
            }
            return !found.isEmpty();
        }

        @Override
        public Position<S> next() {
            return found.remove();
        }

        private void help(Position<S> position) {
            for (int helper : helpers) {
                if (position.optional().get(helper)) {
                    continue;
                }
                Call<O> call = calls.get(helper);
                for (S state : Linearizability.this.next(position.state(), call.operation(), call, by)) {
                    Position<S> helped = new Position<>(
                            position.required(),
                            with(position.optional(), helper),
                            state,
                            from.underway(),
                            from.part());
                    if (before.add(helped.required(), helped.optional(), state)) {
                        unexplored.add(helped);
                        step(helped);
                    }
                }
            }
        }

        /** Takes the part itself. */
        private void step(Position<S> position) {
            boolean last = from.part() + 1 == parts.get(from.underway()).size();
            for (S state : Linearizability.this.next(position.state(), part, calls.get(from.underway()), by)) {
                found.add(
                        last
                                ? new Position<>(
                                        with(position.required(), from.underway()), position.optional(), state, NONE, 0)
                                : new Position<>(
                                        position.required(),
                                        position.optional(),
                                        state,
                                        from.underway(),
                                        from.part() + 1));
            }
        }
    }
}
