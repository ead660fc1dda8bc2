package io.serviceregistry.client;

import java.time.Instant;

/**
 * What a backup says of itself.
 *
 * @param clusterId the cluster that it is of; it is restored to one of another id
 * @param nodeId the node that wrote it
 * @param nodeVersion the version of that node
 * @param stateFormat the version of the format of what is in it
 * @param featureLevel the feature level of the cluster, which a node must understand to be restored
 * @param revision the revision
 * @param logIndex the index of the last log entry that is in it
 * @param term the term of that entry
 * @param takenAt when it was taken, by the clock of the node that wrote it
 * @param services the number of services
 * @param instances the number of instances
 * @param leases the number of leases, lapsed ones included
 * @param overrides the number of overrides
 * @param stateDigest the digest that every node of the cluster had at the log index, 16 hexadecimal digits
 * @param bytes the length of the file
 * @param sha256 the SHA-256 of all that it is over, 64 hexadecimal digits
 */
public record BackupSummary(
        String clusterId,
        String nodeId,
        String nodeVersion,
        long stateFormat,
        int featureLevel,
        long revision,
        long logIndex,
        long term,
        Instant takenAt,
        long services,
        long instances,
        long leases,
        long overrides,
        String stateDigest,
        long bytes,
        String sha256) {}
