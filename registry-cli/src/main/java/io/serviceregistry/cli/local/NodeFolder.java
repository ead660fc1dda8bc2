package io.serviceregistry.cli.local;

import java.nio.file.Path;

/**
 * The files of one node.
 *
 * @param root the folder that holds them and nothing else
 */
public record NodeFolder(Path root) {
    /** What the node is started with. */
    public Path config() {
        return root.resolve("node.yaml");
    }

    /** The node's log and snapshots of the registry; the node owns it. */
    public Path data() {
        return root.resolve("data");
    }

    /** What the node says, run after run. */
    public Path log() {
        return root.resolve("node.log");
    }

    /** The end of the log before, when it grew too long. */
    public Path olderLog() {
        return root.resolve("node.log.1");
    }

    /** What the node, or its JVM, said on standard error in its last run: why it stopped, if it stopped by itself. */
    public Path errors() {
        return root.resolve("node.err");
    }

    /** Which process is the node. */
    public Path pid() {
        return root.resolve("node.pid");
    }

    /** The script that starts the node again when it ends by itself. */
    public Path supervisor() {
        return root.resolve("supervise.sh");
    }

    /** Which process runs that script. */
    public Path supervisorPid() {
        return root.resolve("supervisor.pid");
    }

    /** What it has had to do. */
    public Path supervisorState() {
        return root.resolve("supervisor.state");
    }

    /** When it did what. */
    public Path supervisorLog() {
        return root.resolve("supervisor.log");
    }

    /** While this file is there, the node is not started again. */
    public Path keepStopped() {
        return root.resolve("keep-stopped");
    }

    /** The jars of the running node: a build must not replace them under its feet. */
    public Path lib() {
        return root.resolve("lib");
    }
}
