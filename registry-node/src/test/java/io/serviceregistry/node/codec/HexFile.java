package io.serviceregistry.node.codec;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

/**
 * A golden file: bytes as text, in parts with a title each, so that a difference shows what it is in. Only
 * {@code -Dgolden.write=true} writes one.
 */
final class HexFile {
    private static final int BYTES_PER_LINE = 48;

    private final String name;
    private final StringBuilder text = new StringBuilder();

    HexFile(String name) {
        this.name = name;
    }

    /** Adds a part; its title is for the reader. */
    HexFile add(String title, byte[] part) {
        text.append("# ").append(title).append('\n');
        for (int from = 0; from < part.length; from += BYTES_PER_LINE) {
            int to = Math.min(part.length, from + BYTES_PER_LINE);
            text.append(HexFormat.of().formatHex(part, from, to)).append('\n');
        }
        return this;
    }

    /** What the file should hold. */
    String text() {
        return text.toString();
    }

    /** What the file holds; written first when the run was asked to. */
    String golden() {
        if (Boolean.getBoolean("golden.write")) {
            Path file = Path.of("src/test/resources/golden", name);
            try {
                Files.createDirectories(file.getParent());
                Files.writeString(file, text);
                return Files.readString(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        try (InputStream in = HexFile.class.getResourceAsStream("/golden/" + name)) {
            if (in == null) {
                throw new IllegalStateException("golden/" + name + " is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The bytes that the file holds. */
    byte[] goldenBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        golden().lines()
                .filter(line -> !line.startsWith("#"))
                .forEach(line -> bytes.writeBytes(HexFormat.of().parseHex(line)));
        return bytes.toByteArray();
    }
}
