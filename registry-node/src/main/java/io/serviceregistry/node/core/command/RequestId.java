package io.serviceregistry.node.core.command;

/**
 * Identifies one mutating request over all its attempts.
 *
 * @param sequence the client's number of the request, from 1
 * @param lowestUnanswered lower sequences of this client may be forgotten
 * @param issuedAtMillis the registry time of the first attempt; {@link #ISSUED_UNKNOWN} when the client knew none
 */
public record RequestId(String clientId, long sequence, long lowestUnanswered, long issuedAtMillis) {
    public static final long ISSUED_UNKNOWN = 0;
}
