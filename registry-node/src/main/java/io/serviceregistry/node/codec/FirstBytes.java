package io.serviceregistry.node.codec;

import java.io.IOException;
import java.io.InputStream;

/** The first bytes of a stream. */
final class FirstBytes extends InputStream {
    private final InputStream in;
    private long left;

    FirstBytes(InputStream in, long length) {
        this.in = in;
        this.left = length;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (left == 0) {
            return -1;
        }
        int read = in.read(bytes, offset, (int) Math.min(length, left));
        left -= Math.max(read, 0);
        return read;
    }
}
