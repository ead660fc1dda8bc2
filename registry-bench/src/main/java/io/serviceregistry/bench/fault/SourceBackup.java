package io.serviceregistry.bench.fault;

import io.serviceregistry.bench.check.DigestChecker;
import io.serviceregistry.client.BackupProgress;
import io.serviceregistry.client.BackupSummary;
import io.serviceregistry.client.ReadOptions;
import io.serviceregistry.client.RegistryClient;
import io.serviceregistry.proto.v1.Instance;
import io.serviceregistry.proto.v1.InstanceKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * A backup that a node gave while everything went on.
 *
 * @param file the file, whole
 * @param summary what it says of itself; the node's digest at its log index was seen, and is to be found in the checker
 * @param content what the registry held at its revision, as a watch was told
 * @param attempts so many were taken: all but the last between two looks at the digests, or within changes told as one
 */
record SourceBackup(Path file, BackupSummary summary, Map<InstanceKey, Instance> content, int attempts) {
    private static final int ATTEMPTS = 60;
    private static final Duration LATEST_LOOK = Duration.ofMillis(500);

    /**
     * Backs up until the source is known to the byte: its digest at that log index, and its content at that revision.
     *
     * @param address of the node that gives it
     * @param digests what the nodes say all the while; is told what the backup says
     */
    static SourceBackup take(String address, Path file, DigestChecker digests, Random random) {
        try (RegistryClient client = RegistryClient.builder()
                        .name("backup")
                        .addresses(List.of(address))
                        .build();
                SourceWatch watch = new SourceWatch(address, random)) {
            Files.createFile(file);
            if (!Waiting.until(() -> watch.hasCome(0))) {
                throw new IllegalStateException("no watch begins at " + address);
            }
            for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
                BackupSummary summary = client.backup(file, ReadOptions.linearizable(), BackupProgress.NONE);
                if (!Waiting.until(() -> watch.hasCome(summary.revision()))) {
                    throw new IllegalStateException("a watch never comes to revision " + summary.revision());
                }
                Optional<Map<InstanceKey, Instance>> content = watch.at(summary.revision());
                if (content.isPresent() && Waiting.until(LATEST_LOOK, () -> digests.knows(summary.logIndex()))) {
                    digests.add("the backup", summary.logIndex(), summary.stateDigest());
                    return new SourceBackup(file, summary, content.get(), attempt);
                }
            }
            throw new IllegalStateException(
                    "of " + ATTEMPTS + " backups none was taken where the source told both its digest and its content");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
