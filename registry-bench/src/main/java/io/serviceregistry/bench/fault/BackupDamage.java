package io.serviceregistry.bench.fault;

import io.serviceregistry.bench.check.Violation;
import io.serviceregistry.client.BackupDamagedException;
import io.serviceregistry.client.RegistryClient;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Whether a backup in which one bit is not as it was is refused, wherever it is: single bits of a copy are flipped and flipped back. */
final class BackupDamage {
    private static final int ANYWHERE = 200;

    /** So many bytes at either end, one bit of each: what stands there decides how the rest is read. */
    private static final int AT_EACH_END = 48;

    private final Path copy;
    private final Random random;
    private final List<Violation> violations = new ArrayList<>();
    private int flips;

    private BackupDamage(Path copy, Random random) {
        this.copy = copy;
        this.random = random;
    }

    /** A backup, of which a copy is damaged. */
    static BackupDamage of(Path backup, Random random) {
        try {
            Path copy = backup.resolveSibling(backup.getFileName() + ".flipped");
            Files.copy(backup, copy);
            BackupDamage damage = new BackupDamage(copy, random);
            damage.flipEverywhere();
            Files.delete(copy);
            return damage;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void flipEverywhere() throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(copy.toFile(), "rw")) {
            long size = file.length();
            for (int i = 0; i < AT_EACH_END; i++) {
                flip(file, i);
                flip(file, size - 1 - i);
            }
            for (int i = 0; i < ANYWHERE; i++) {
                flip(file, random.nextLong(size));
            }
        }
    }

    private void flip(RandomAccessFile file, long position) throws IOException {
        int bit = 1 << random.nextInt(Byte.SIZE);
        change(file, position, bit);
        flips++;
        try {
            RegistryClient.verifyBackup(copy);
            violations.add(new Violation(
                    "BackupIsWhole", "a backup is taken for whole with bit " + bit + " flipped in byte " + position));
        } catch (BackupDamagedException e) {
            change(file, position, bit); // refused: back as it was
        }
    }

    private static void change(RandomAccessFile file, long position, int bit) throws IOException {
        file.seek(position);
        int before = file.read();
        file.seek(position);
        file.write(before ^ bit);
    }

    int flips() {
        return flips;
    }

    List<Violation> violations() {
        return List.copyOf(violations);
    }
}
