package io.serviceregistry.bench.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the servers of one run keep their data and logs: a fresh directory. */
public final class RunDirectory {
    private final Path path;

    private RunDirectory(Path path) {
        this.path = path;
    }

    /** The checkout that this program was started from. */
    public static Path checkout() {
        return Path.of(System.getProperty("registry-bench.checkout", "")).toAbsolutePath();
    }

    /** The parent of runs in a checkout, where {@code mvn clean} finds them. */
    public static Path inTarget(Path checkout) {
        return checkout.resolve("registry-bench/target/runs");
    }

    /** A new directory in a parent. */
    public static RunDirectory create(Path parent) {
        try {
            Files.createDirectories(parent);
            return new RunDirectory(Files.createTempDirectory(parent.toAbsolutePath(), "run-"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The directory. */
    public Path path() {
        return path;
    }

    /** Deletes something in it, with all that is below. */
    public void delete(Path inside) {
        if (!inside.startsWith(path) || inside.equals(path)) {
            throw new IllegalArgumentException("inside: " + inside + " (expected: below " + path + ')');
        }
        DirectoryTree.delete(inside);
    }
}
