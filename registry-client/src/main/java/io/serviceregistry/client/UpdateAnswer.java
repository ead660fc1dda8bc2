package io.serviceregistry.client;

/**
 * The answer to an update.
 *
 * @param header where and when
 * @param modifiedRevision the instance's modified revision now; an update that changes nothing leaves it as it was
 */
public record UpdateAnswer(AnswerHeader header, long modifiedRevision) {}
