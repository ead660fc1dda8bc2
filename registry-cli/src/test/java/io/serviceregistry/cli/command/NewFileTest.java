package io.serviceregistry.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serviceregistry.cli.outcome.CliException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NewFileTest {
    @TempDir
    private Path directory;

    @Test
    void whatIsWrittenIsThereAndItsOwnersAlone() throws IOException {
        Path file = directory.resolve("backup");
        Path written = NewFile.at(file, false).write(unfinished -> Files.writeString(unfinished, "whole"));
        assertThat(written).doesNotExist();
        assertThat(file).hasContent("whole");
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        holdsOneFile(directory);
    }

    @Test
    void ofWhatFailsOnTheWayNothingIsLeft() {
        Path file = directory.resolve("backup");
        assertThatThrownBy(() -> NewFile.at(file, false).write(NewFileTest::failHalfWay))
                .hasMessage("the node is lost");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void whatWasThereStaysUntilTheNewContentIsWhole() throws IOException {
        Path file = Files.writeString(directory.resolve("backup"), "of yesterday");
        assertThatThrownBy(() -> NewFile.at(file, true).write(NewFileTest::failHalfWay))
                .hasMessage("the node is lost");
        assertThat(file).hasContent("of yesterday");
        holdsOneFile(directory);
        NewFile.at(file, true).write(unfinished -> Files.writeString(unfinished, "of today"));
        assertThat(file).hasContent("of today");
    }

    @Test
    void nothingIsReplacedUnasked() throws IOException {
        Path file = Files.writeString(directory.resolve("backup"), "of yesterday");
        assertThatThrownBy(() -> NewFile.at(file, false))
                .isInstanceOf(CliException.class)
                .hasMessageContaining("is there already; --force replaces it");
    }

    private static void holdsOneFile(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            assertThat(files).hasSize(1);
        }
    }

    private static Path failHalfWay(Path unfinished) throws IOException {
        Files.writeString(unfinished, "half");
        throw new IOException("the node is lost");
    }
}
