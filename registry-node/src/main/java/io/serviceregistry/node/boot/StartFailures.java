package io.serviceregistry.node.boot;

import io.serviceregistry.node.codec.CorruptSnapshotException;
import io.serviceregistry.node.config.NodeConfig;
import io.serviceregistry.node.raft.DamagedLogException;
import io.serviceregistry.node.raft.NewerLevelException;
import org.jspecify.annotations.Nullable;

/** Turns what the libraries throw at start into one line that says what to do. */
final class StartFailures {
    private StartFailures() {}

    static StartException explain(NodeConfig config, Throwable failure) {
        if (isPortInUse(failure)) {
            return new StartException(
                    ExitCode.PORT_BUSY,
                    "raft address of " + config.node().id() + ": "
                            + config.self().raft() + " (expected: a free port; another process listens there)",
                    failure);
        }
        CorruptSnapshotException snapshot = find(failure, CorruptSnapshotException.class);
        if (snapshot != null) {
            return new StartException(
                    ExitCode.DATA_DIRECTORY,
                    "node.data-dir: " + config.node().dataDir() + " holds a damaged snapshot: "
                            + oneLine(String.valueOf(snapshot.getMessage())),
                    failure);
        }
        NewerLevelException level = find(failure, NewerLevelException.class);
        if (level != null) {
            return new StartException(
                    ExitCode.NEWER_LEVEL,
                    "node.data-dir: " + config.node().dataDir() + ": " + level.getMessage(),
                    failure);
        }
        DamagedLogException log = find(failure, DamagedLogException.class);
        if (log != null) {
            return new StartException(
                    ExitCode.DATA_DIRECTORY,
                    "node.data-dir: " + config.node().dataDir() + " holds a damaged log: "
                            + oneLine(String.valueOf(log.getMessage())),
                    failure);
        }
        return new StartException(
                ExitCode.START_FAILED,
                "the node cannot start: " + oneLine(root(failure).toString()),
                failure);
    }

    /** Known by its words only: the native transport throws a class of its own. */
    private static boolean isPortInUse(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (String.valueOf(cause.getMessage()).contains("Address already in use")) {
                return true;
            }
        }
        return false;
    }

    private static <T extends Throwable> @Nullable T find(Throwable failure, Class<T> type) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return type.cast(cause);
            }
        }
        return null;
    }

    private static Throwable root(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    private static String oneLine(String message) {
        return message.replaceAll("\\s+", " ");
    }
}
