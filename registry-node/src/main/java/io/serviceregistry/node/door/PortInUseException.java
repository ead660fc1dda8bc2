package io.serviceregistry.node.door;

import java.net.SocketAddress;

/** An address at which this node should listen is taken. The message names it and the key that sets it, in one line. */
public final class PortInUseException extends Exception {
    private static final long serialVersionUID = 1L;

    PortInUseException(String key, SocketAddress address, Throwable cause) {
        super(key + ": " + text(address) + " (expected: a free port; another process listens there)", cause);
    }

    private static String text(SocketAddress address) {
        // An address that was a number has no name before the slash.
        String text = address.toString();
        return text.startsWith("/") ? text.substring(1) : text;
    }
}
