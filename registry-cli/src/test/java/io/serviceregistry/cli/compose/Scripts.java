package io.serviceregistry.cli.compose;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** Shell scripts in the place of programs, which write down what they are asked. */
final class Scripts {
    private final Path directory;

    Scripts(Path directory) {
        this.directory = directory;
    }

    Program program(String name, String body) throws IOException {
        Path file = directory.resolve(name);
        Files.writeString(file, "#!/bin/sh\necho \"$*\" >>'" + directory.resolve(name + ".asked") + "'\n" + body);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        return new Program(List.of(file.toString()));
    }

    /** What a program was asked so far, a line each time. */
    List<String> asked(String name) throws IOException {
        return Files.readAllLines(directory.resolve(name + ".asked"));
    }
}
