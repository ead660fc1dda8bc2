package io.serviceregistry.node.codec;

import java.io.IOException;
import java.io.OutputStream;

/**
 * Writes a long file a step at a time: what was written is forced to the disk before much more is.
 *
 * <p>Left to itself, a file system keeps all of it in memory until the file is forced at its end. The log is on the same disk,
 * and whoever forces it meanwhile waits behind everything.
 */
final class ForcedInSteps extends OutputStream {
    /** A disk of 100 MB/s takes a step in 20 ms. */
    static final int STEP_BYTES = 2 << 20;

    /** Makes what was written so far survive a loss of power. */
    interface Forcing {
        void force() throws IOException;
    }

    private final OutputStream out;
    private final Forcing file;
    private int unforced;

    /** Writes to {@code out}, which is not buffered, and forces the {@code file} behind it. */
    ForcedInSteps(OutputStream out, Forcing file) {
        this.out = out;
        this.file = file;
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
        unforced += length;
        if (unforced >= STEP_BYTES) {
            file.force();
            unforced = 0;
        }
    }
}
