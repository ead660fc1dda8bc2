package io.serviceregistry.client.internal.call;

/** What a second attempt of a call could do. */
public enum CallKind {
    /** Nothing: it only reads. */
    READ,
    /** Nothing: it carries a request id, or repeating it is harmless. */
    REPEATABLE_WRITE,
    /** Take effect twice: tried again only when the attempt before was certainly not applied. */
    SINGLE_WRITE
}
