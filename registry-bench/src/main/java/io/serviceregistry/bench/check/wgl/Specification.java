package io.serviceregistry.bench.check.wgl;

import java.util.List;

/**
 * What operations mean, one after another. States are values: equal ones allow the same.
 *
 * <p>An operation may be about several things at once, which do not depend on each other: it is what its parts are, one right after
 * another, in any order. What an operation of unknown outcome does concerns one thing only.
 *
 * @param <S> states
 * @param <O> operations with their results
 */
public interface Specification<S, O> {
    /** The state before the first operation. */
    S initial();

    /**
     * The states that an operation with its result may lead to; none when it cannot have had that result.
     *
     * @param byNanos it took effect before this time
     */
    List<S> next(S state, O operation, long callNanos, long byNanos);

    /** What an operation does to each thing that it is about; itself alone when that is one. */
    List<O> parts(O operation);

    /**
     * Whether two operations of one thing each are about the same. If not, it makes no difference which comes first, at least when
     * one of them has an unknown outcome.
     */
    boolean meet(O one, O other);
}
