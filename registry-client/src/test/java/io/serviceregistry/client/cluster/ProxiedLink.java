package io.serviceregistry.client.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A TCP link that can be cut as a network is: nothing arrives any more, and nobody is told. What was sent meanwhile arrives when
 * the link is whole again, as it does by TCP.
 */
final class ProxiedLink implements AutoCloseable {
    private final ServerSocket door;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile InetSocketAddress target;
    private boolean cut; // guarded by this

    /** Listens at an address, and passes on what comes. */
    ProxiedLink(InetSocketAddress at, InetSocketAddress target) {
        this.target = target;
        try {
            door = new ServerSocket();
            door.setReuseAddress(true);
            door.bind(at);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        spawn(this::accept);
    }

    /** Where it listens. */
    InetSocketAddress address() {
        return (InetSocketAddress) door.getLocalSocketAddress();
    }

    /** Nothing passes until {@link #heal}. */
    synchronized void cut() {
        cut = true;
    }

    /** All passes again. */
    synchronized void heal() {
        cut = false;
        notifyAll();
    }

    /** Leads to another place from now on; what is connected is broken off. */
    void retarget(InetSocketAddress next) {
        target = next;
        breakOff();
    }

    @Override
    public void close() {
        try {
            door.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        breakOff();
        heal();
    }

    private void breakOff() {
        sockets.forEach(ProxiedLink::quietly);
        sockets.clear();
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket near = door.accept();
                sockets.add(near);
                spawn(() -> connect(near));
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    private void connect(Socket near) {
        awaitHealth();
        try {
            Socket far = new Socket();
            sockets.add(far);
            far.connect(target);
            spawn(() -> pass(near, far));
            pass(far, near);
        } catch (IOException e) {
            quietly(near);
        }
    }

    private void pass(Socket from, Socket to) {
        byte[] buffer = new byte[16 << 10];
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                awaitHealth();
                out.write(buffer, 0, read);
            }
        } catch (IOException e) {
            // One side is gone: the end of the streams is all that the other is told.
        } finally {
            awaitHealth();
            quietly(from);
            quietly(to);
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    private synchronized void awaitHealth() {
        while (cut) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private static void quietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // as good as closed
        }
    }

    private static void spawn(Runnable work) {
        Thread thread = new Thread(work, "proxied-link");
        thread.setDaemon(true);
        thread.start();
    }
}
