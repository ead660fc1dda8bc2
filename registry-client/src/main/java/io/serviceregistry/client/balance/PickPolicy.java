package io.serviceregistry.client.balance;

import java.util.List;

/**
 * How one of the candidates is chosen for a call; {@link Policies} has those that come with the library.
 *
 * <p>A policy makes a {@link Picker} whenever the candidates change. So what depends on the list, such as the sum of its
 * weights, is worked out once for a list and not for each call, and no picker has to notice that its list has changed.
 *
 * <p>Thread-safe. One policy may serve several balancers, so what is particular to a list belongs in the picker.
 */
@FunctionalInterface
public interface PickPolicy {

    /** A picker over these candidates, which are never none. The list does not change. */
    Picker over(List<Candidate> candidates);
}
