package io.serviceregistry.node.raft;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Takes in every connection to an address and never says a word, as the kernel does for a process that is stopped. What was
 * taken in stays open after {@link #stopListening}, so that another may listen there: to those who are connected nothing has
 * happened.
 */
final class MuteConnections implements AutoCloseable {
    private final ServerSocket listener;
    private final List<Socket> taken = new CopyOnWriteArrayList<>();

    /** Listens on "127.0.0.1:port". */
    MuteConnections(String address) {
        try {
            listener = new ServerSocket();
            listener.setReuseAddress(true);
            listener.bind(new InetSocketAddress(
                    "127.0.0.1", Integer.parseInt(address.substring(address.lastIndexOf(':') + 1))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread taker = new Thread(this::take, "mute");
        taker.setDaemon(true);
        taker.start();
    }

    private void take() {
        try {
            while (true) {
                taken.add(listener.accept());
            }
        } catch (IOException e) {
            // It listens no more.
        }
    }

    /** How many have connected. */
    int count() {
        return taken.size();
    }

    void stopListening() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        stopListening();
        for (Socket socket : taken) {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
