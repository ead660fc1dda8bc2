package io.serviceregistry.client;

/** What became of a call that failed. */
public enum Outcome {
    /** It had no effect and will have none. Every failed read is this. */
    NOT_APPLIED,
    /** It may have taken effect, or may yet. */
    INDETERMINATE
}
