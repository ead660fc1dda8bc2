package io.serviceregistry.node.boot;

import io.serviceregistry.node.codec.LogExport;
import io.serviceregistry.node.config.NodeConfig;
import io.serviceregistry.node.raft.StoredLog;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes the log of a node that does not run into a file, for checks and for people. The node's directory stays as it is. */
final class LogExporter {
    private LogExporter() {}

    /**
     * Exports.
     *
     * @param file in place of what it held
     * @return what was done, in words
     * @throws StartException when the node has no log, runs, or its log is damaged; or the file cannot be written
     */
    static String export(NodeConfig config, Path file) throws StartException {
        Path dataDir = config.node().dataDir();
        String nodeId = config.node().id();
        String clusterId = config.cluster().id();
        if (Files.notExists(dataDir.resolve("node.properties"))) {
            throw new StartException(
                    ExitCode.DATA_DIRECTORY, "node.data-dir: " + dataDir + " has no log (expected: that of a node)");
        }
        try (DataDirectory directory = DataDirectory.open(dataDir, clusterId, nodeId)) {
            try (OutputStream out = open(file)) {
                long entries = new StoredLog(directory.raft(), clusterId).export(nodeId, new LogExport(out));
                return "exported " + entries + " entries of node " + nodeId + " to " + file;
            }
        } catch (UncheckedIOException e) {
            throw unwritable(file, e); // reading throws none of these
        } catch (IOException | RuntimeException e) {
            throw StartFailures.explain(config, e);
        }
    }

    private static OutputStream open(Path file) throws StartException {
        try {
            return new BufferedOutputStream(Files.newOutputStream(file));
        } catch (IOException e) {
            throw unwritable(file, e);
        }
    }

    private static StartException unwritable(Path file, Exception cause) {
        return new StartException(ExitCode.START_FAILED, file + " cannot be written: " + cause, cause);
    }
}
