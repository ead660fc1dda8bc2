package io.serviceregistry.client;

/**
 * One instance at one revision.
 *
 * @param header where and when
 * @param instance the instance
 */
public record InstanceAnswer(AnswerHeader header, Instance instance) {}
