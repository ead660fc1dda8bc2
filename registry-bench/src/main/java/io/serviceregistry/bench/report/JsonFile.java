package io.serviceregistry.bench.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Results for programs. */
public final class JsonFile {
    private static final ObjectMapper MAPPER = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private JsonFile() {}

    /** A value as JSON; records, lists and maps are what it is meant for. */
    public static String text(Object value) {
        try {
            return MAPPER.writeValueAsString(value) + '\n';
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a value to a file, whole or not at all as far as a crash of this program goes. */
    public static void write(Path file, Object value) {
        try {
            Path partial = file.resolveSibling(file.getFileName() + ".partial");
            Files.writeString(partial, text(value));
            Files.move(partial, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
