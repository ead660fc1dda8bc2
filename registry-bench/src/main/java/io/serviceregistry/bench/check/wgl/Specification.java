package io.serviceregistry.bench.check.wgl;

import java.util.List;

/**
 * What operations mean, one after another. States are values: equal ones allow the same.
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
}
