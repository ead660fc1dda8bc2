package io.serviceregistry.node.config;

/**
 * One voter of the cluster, alike in the configuration of every node; {@link ClusterConfig} checks it, because it knows
 * its place in the list.
 *
 * @param grpc where clients call
 * @param peer where other nodes call
 * @param raft where Raft runs
 */
public record MemberConfig(String id, Address grpc, Address peer, Address raft) {}
