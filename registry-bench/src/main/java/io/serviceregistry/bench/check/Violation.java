package io.serviceregistry.bench.check;

/**
 * A promise that was not kept.
 *
 * @param promise its name in docs/guarantees.md
 * @param what happened, in one line
 */
public record Violation(String promise, String what) {
    @Override
    public String toString() {
        return promise + ": " + what;
    }
}
