package io.serviceregistry.cli.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The process of one local node: whether it is there, and starting it. Looks at the system anew at every question.
 */
public final class NodeProcess {
    private static final long MAX_LOG_BYTES = 16L << 20; // checked at a start; two of these are kept

    private final ClusterPlan plan;
    private final LocalNode node;
    private final NodeFolder folder;

    NodeProcess(ClusterPlan plan, LocalNode node, NodeFolder folder) {
        this.plan = plan;
        this.node = node;
        this.folder = folder;
    }

    /** What a node's process can be. */
    public enum State {
        /** There is none. */
        STOPPED,
        /** It runs. */
        RUNNING,
        /** It is there, stopped by a signal, and answers nobody until resumed. */
        PAUSED
    }

    /** Which node this is the process of. */
    public LocalNode node() {
        return node;
    }

    /** What the process is now. */
    public State state() {
        return findProcess()
                .map(process -> process.isPaused() ? State.PAUSED : State.RUNNING)
                .orElse(State.STOPPED);
    }

    /** Whether nothing of it is left: no process, and nobody who would start one. */
    public boolean isGone() {
        // In this order: a supervisor that is gone has started its last.
        return !isSupervised() && state() == State.STOPPED;
    }

    private Optional<OwnedProcess> findSupervisor() {
        return OwnedProcess.find(folder.supervisorPid(), folder.supervisor().toString());
    }

    Optional<OwnedProcess> findProcess() {
        return OwnedProcess.find(folder.pid(), folder.config().toString());
    }

    /** Why it could not listen, if a port of it is taken by somebody else. */
    Optional<String> findBusyPort() {
        for (Map.Entry<String, Integer> port : node.ports().entrySet()) {
            try (ServerSocket probe = new ServerSocket()) {
                probe.bind(new InetSocketAddress(InetAddress.getByName(LocalNode.HOST), port.getValue()), 1);
            } catch (IOException e) {
                return Optional.of("port " + port.getValue() + " (" + port.getKey() + " of " + node.id()
                        + ") is in use by another process");
            }
        }
        return Optional.empty();
    }

    /** Whether its supervisor is there, which starts it again should it end. */
    public boolean isSupervised() {
        return findSupervisor().isPresent();
    }

    /** What its supervisor has had to do; empty without one. */
    public Optional<Restarts> findRestarts() {
        return Restarts.read(folder.supervisorState());
    }

    /** From here on it is not started again: once it has ended, its supervisor ends too. */
    void keepStopped() {
        try {
            if (Files.isDirectory(folder.root()) && !Files.exists(folder.keepStopped())) {
                Files.createFile(folder.keepStopped());
            }
        } catch (IOException e) {
            throw new LocalClusterException(node.id() + " cannot be kept stopped: " + e.getMessage());
        }
    }

    /** It may be started again. */
    void allowRestarts() {
        try {
            Files.deleteIfExists(folder.keepStopped());
        } catch (IOException e) {
            throw new LocalClusterException(node.id() + " cannot be started: " + e.getMessage());
        }
    }

    /**
     * Starts it, from its own copy of the jars, and lets go of it. Must be stopped, without a supervisor.
     *
     * @param supervision how it is started again when it ends; empty for not at all
     */
    void start(NodeJvm jvm, Path distribution, Optional<Supervision> supervision) {
        try {
            NodeConfigFile.write(plan, node, folder);
            takeJars(distribution);
            if (Files.exists(folder.log()) && Files.size(folder.log()) > MAX_LOG_BYTES) {
                Files.move(folder.log(), folder.olderLog(), StandardCopyOption.REPLACE_EXISTING);
            }
            Files.deleteIfExists(folder.pid());
            Files.deleteIfExists(folder.supervisorPid());
            Files.deleteIfExists(folder.supervisorState());
            allowRestarts();
            if (supervision.isPresent()) {
                supervision.get().write(folder, jvm.command(folder));
                Redirect log = Redirect.appendTo(folder.supervisorLog().toFile());
                DetachedProcess.start(
                        List.of("/bin/sh", folder.supervisor().toString()),
                        folder.root(),
                        log,
                        log,
                        folder.supervisorPid());
            } else {
                DetachedProcess.start(
                        jvm.command(folder),
                        folder.root(),
                        Redirect.appendTo(folder.log().toFile()),
                        Redirect.to(folder.errors().toFile()),
                        folder.pid());
            }
        } catch (IOException e) {
            throw new LocalClusterException(node.id() + " cannot be started: " + e.getMessage());
        }
    }

    /** The last things it said before it ended: its one-line explanation, or the end of its log. */
    public List<String> lastWords(int maxLines) {
        List<String> errors = tail(folder.errors(), maxLines);
        return errors.isEmpty() ? tail(folder.log(), maxLines) : errors;
    }

    /** Where all that it said is. */
    public Path log() {
        return folder.log();
    }

    private void takeJars(Path distribution) throws IOException {
        StateFolder.deleteTree(folder.lib());
        Files.createDirectories(folder.lib());
        try (Stream<Path> jars = Files.list(distribution)) {
            for (Path jar : jars.toList()) {
                Path copy = folder.lib().resolve(jar.getFileName().toString());
                try {
                    Files.createLink(copy, jar);
                } catch (IOException | UnsupportedOperationException e) {
                    Files.copy(jar, copy); // another file system
                }
            }
        }
    }

    private static List<String> tail(Path file, int maxLines) {
        try {
            if (!Files.exists(file)) {
                return List.of();
            }
            List<String> lines = new ArrayList<>(new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank())
                    .toList());
            return List.copyOf(lines.subList(Math.max(0, lines.size() - maxLines), lines.size()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
