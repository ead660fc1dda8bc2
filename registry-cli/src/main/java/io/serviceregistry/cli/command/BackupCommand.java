package io.serviceregistry.cli.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.serviceregistry.cli.local.NodeJvm;
import io.serviceregistry.cli.local.NodeRestore;
import io.serviceregistry.cli.outcome.CliException;
import io.serviceregistry.cli.outcome.ExitCode;
import io.serviceregistry.cli.output.ProgressLine;
import io.serviceregistry.cli.output.Table;
import io.serviceregistry.cli.output.WriteJson;
import io.serviceregistry.client.BackupDamagedException;
import io.serviceregistry.client.BackupSummary;
import io.serviceregistry.client.RegistryClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Backups of the registry. */
@Command(name = "backup", description = "Back the registry up, and begin a new cluster with a backup.")
final class BackupCommand {

    /** Takes one. */
    @Command(
            name = "save",
            description = {
                "Save the whole registry into a file that only you may read.",
                "The file is there whole, verified and on the disk, or not at all. A node that is lost meanwhile is",
                "replaced by another, from the beginning."
            })
    static final class Save implements Callable<Integer> {
        private final Session session;

        @Parameters(index = "0", paramLabel = "FILE", description = "Where to.")
        private Path file = Path.of("");

        @Option(names = "--force", description = "Replace a file that is there.")
        private boolean force;

        @Mixin
        private ReadConsistency read = new ReadConsistency();

        Save(Session session) {
            this.session = session;
        }

        @Override
        public Integer call() throws IOException {
            NewFile target = NewFile.at(file, force);
            BackupSummary summary;
            try (RegistryClient client = session.connect();
                    SaveProgress progress = new SaveProgress(session)) {
                summary = target.write(unfinished -> client.backup(unfinished, read.options(), progress));
            }
            session.answer(
                    json(file, summary),
                    () -> session.terminal()
                            .answer("Saved " + summary.instances() + " instances at revision " + summary.revision()
                                    + " of cluster " + summary.clusterId() + " to " + file + " (" + summary.bytes()
                                    + " bytes)."));
            return 0;
        }
    }

    /** Looks whether one is whole. */
    @Command(
            name = "verify",
            description = {
                "Look whether a backup is whole. Needs no registry.",
                "Exit code 1: it is damaged; 3: it is not there."
            })
    static final class Verify implements Callable<Integer> {
        private final Session session;

        @Parameters(index = "0", paramLabel = "FILE", description = "The backup.")
        private Path file = Path.of("");

        Verify(Session session) {
            this.session = session;
        }

        @Override
        public Integer call() throws IOException {
            BackupSummary summary = verified(session, file);
            session.answer(
                    json(file, summary),
                    () -> session.terminal().answer(file + " is whole: SHA-256 " + summary.sha256() + '.'));
            return 0;
        }
    }

    /** Shows what one says of itself. */
    @Command(
            name = "inspect",
            description = "Show what a backup says of itself, once it was verified. Needs no registry.")
    static final class Inspect implements Callable<Integer> {
        private final Session session;

        @Parameters(index = "0", paramLabel = "FILE", description = "The backup.")
        private Path file = Path.of("");

        Inspect(Session session) {
            this.session = session;
        }

        @Override
        public Integer call() throws IOException {
            BackupSummary summary = verified(session, file);
            session.answer(json(file, summary), () -> session.terminal().answer(table(summary)));
            return 0;
        }

        private static Table table(BackupSummary summary) {
            return new Table("BACKUP", "")
                    .row("cluster", summary.clusterId())
                    .row("taken", summary.takenAt() + " by " + summary.nodeId() + ", version " + summary.nodeVersion())
                    .row("revision", Long.toString(summary.revision()))
                    .row("log index", summary.logIndex() + " of term " + summary.term())
                    .row("services", Long.toString(summary.services()))
                    .row("instances", Long.toString(summary.instances()))
                    .row("leases", Long.toString(summary.leases()))
                    .row("overrides", Long.toString(summary.overrides()))
                    .row("state digest", summary.stateDigest())
                    .row("state format", Long.toString(summary.stateFormat()))
                    .row("feature level", Integer.toString(summary.featureLevel()))
                    .row("bytes", Long.toString(summary.bytes()))
                    .row("SHA-256", summary.sha256());
        }
    }

    /** Makes a data directory of one. */
    @Command(
            name = "restore",
            description = {
                "Make the data directory of a node that is to begin a new cluster with a backup.",
                "Before its first start, and for every member with the same backup. The configuration must name a",
                "cluster id other than that of the backup, and an empty data directory. Refused while a member of the cluster that the",
                "backup is of can be reached."
            })
    static final class Restore implements Callable<Integer> {
        private final Session session;

        @Parameters(index = "0", paramLabel = "BACKUP", description = "The backup.")
        private Path backup = Path.of("");

        @Option(
                names = "--config",
                required = true,
                paramLabel = "NODE.yaml",
                description = "The node's configuration.")
        private Path config = Path.of("");

        @Mixin
        private BesideOption beside = new BesideOption();

        Restore(Session session) {
            this.session = session;
        }

        @Override
        public Integer call() throws IOException {
            verified(session, backup);
            NodeRestore.Ended ended;
            try (ProgressLine progress = session.progress()) {
                ended = NodeRestore.run(
                        NodeJvm.ofThisProcess(),
                        session.nodeDistribution(),
                        config,
                        backup,
                        beside.isAllowed(),
                        progress::step);
            }
            requireDone(ended);
            session.answer(
                    WriteJson.empty().put("backup", backup.toString()).put("config", config.toString()),
                    () -> session.terminal().answer(ended.lastWords()));
            return 0;
        }
    }

    static void requireDone(NodeRestore.Ended ended) {
        if (!ended.isDone()) {
            throw new CliException(
                    ended.isConfigurationWrong() ? ExitCode.USAGE : ExitCode.FAILED,
                    ended.isOldClusterThere() ? "OLD_CLUSTER_RUNS" : "RESTORE_REFUSED",
                    ended.lastWords());
        }
    }

    static BackupSummary verified(Session session, Path file) throws IOException {
        try (ProgressLine progress = session.progress()) {
            long all = Files.size(file);
            return RegistryClient.verifyBackup(file, looked -> progress.bytes("verifying", looked, all));
        } catch (NoSuchFileException e) {
            throw new CliException(ExitCode.NOT_FOUND, "NO_FILE", file + " is not there");
        } catch (BackupDamagedException e) {
            throw new CliException(ExitCode.FAILED, "BACKUP_DAMAGED", String.valueOf(e.getMessage()));
        }
    }

    private static ObjectNode json(Path file, BackupSummary summary) {
        return WriteJson.empty()
                .put("file", file.toString())
                .put("cluster_id", summary.clusterId())
                .put("node_id", summary.nodeId())
                .put("node_version", summary.nodeVersion())
                .put("taken_at", summary.takenAt().toString())
                .put("revision", summary.revision())
                .put("log_index", summary.logIndex())
                .put("term", summary.term())
                .put("services", summary.services())
                .put("instances", summary.instances())
                .put("leases", summary.leases())
                .put("overrides", summary.overrides())
                .put("state_digest", summary.stateDigest())
                .put("state_format", summary.stateFormat())
                .put("feature_level", summary.featureLevel())
                .put("bytes", summary.bytes())
                .put("sha256", summary.sha256());
    }
}
