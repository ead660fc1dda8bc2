package io.serviceregistry.client.balance;

import io.serviceregistry.client.Instance;
import java.util.List;
import java.util.Objects;

/**
 * What a stage left to choose from, and why.
 *
 * @param instances those that are left, in the order they had
 * @param verdict what the stage decided, in a word or two that stay the same, for metrics and alarms
 * @param detail the numbers behind it, for people
 */
public record Selection(List<Instance> instances, String verdict, String detail) {

    public Selection {
        instances = List.copyOf(instances);
        Objects.requireNonNull(verdict, "verdict");
        Objects.requireNonNull(detail, "detail");
    }

    /** As logs show it: with the number of instances in place of these. */
    @Override
    public String toString() {
        return verdict + ", leaving " + instances.size() + ": " + detail;
    }
}
