package io.serviceregistry.cli.command;

import io.serviceregistry.cli.outcome.CliException;
import io.serviceregistry.cli.outcome.ExitCode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** A file that is there whole or not at all, and that nobody else may read. */
final class NewFile {
    /** Fills a file that is there, and makes its content durable. */
    interface Writer<T> {
        T write(Path file) throws IOException;
    }

    private final Path file;
    private final boolean replaces;

    private NewFile(Path file, boolean replaces) {
        this.file = file;
        this.replaces = replaces;
    }

    /**
     * A file to be written.
     *
     * @param replaces whether one that is there may be replaced
     */
    static NewFile at(Path file, boolean replaces) {
        NewFile target = new NewFile(file.toAbsolutePath(), replaces);
        target.refuseToReplace();
        return target;
    }

    private void refuseToReplace() {
        if (!replaces && Files.exists(file)) {
            throw new CliException(ExitCode.USAGE, "FILE_EXISTS", file + " is there already; --force replaces it");
        }
    }

    /** Writes it; what was there before stays until the new content is whole. */
    <T> T write(Writer<T> writer) throws IOException {
        Path directory = file.getParent();
        if (directory == null || !Files.isDirectory(directory)) {
            throw new CliException(ExitCode.USAGE, "NO_DIRECTORY", directory + " is no directory");
        }
        Path unfinished =
                Files.createTempFile(directory, file.getFileName() + ".", ".unfinished"); // for its owner alone
        try {
            T written = writer.write(unfinished);
            refuseToReplace();
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
            try (FileChannel name = FileChannel.open(directory, StandardOpenOption.READ)) {
                name.force(true);
            }
            return written;
        } finally {
            Files.deleteIfExists(unfinished);
        }
    }
}
