package io.serviceregistry.bench.peer;

import io.grpc.Channel;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.serviceregistry.bench.load.Channels;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** Asks nodes until they answer. One thread uses it. */
final class Probe {
    /** Above what an answer takes on a busy machine; below what anybody would wait for. */
    private static final Duration DEADLINE = Duration.ofSeconds(1);

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final long LOOK_AGAIN_NANOS = 10_000_000;

    private final Contender contender;

    Probe(Contender contender) {
        this.contender = contender;
    }

    /** A connection to a node that says at once when it cannot be made. */
    static ManagedChannel channel(String address) {
        return Channels.to(address).build();
    }

    /** Blocks until a linearizable read through the node is answered. */
    void awaitReady(String id) {
        String address = contender.addresses().get(contender.ids().indexOf(id));
        ManagedChannel channel = channel(address);
        try {
            await(id + " of " + contender.name() + " answers", channel, asked -> contender.read(asked, DEADLINE));
        } finally {
            close(channel);
        }
    }

    /** The node that leads; blocks until one does. */
    String leader() {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() - deadline < 0) {
            for (int i = 0; i < contender.ids().size(); i++) {
                ManagedChannel channel = channel(contender.addresses().get(i));
                try {
                    if (contender.leads(channel, DEADLINE)) {
                        return contender.ids().get(i);
                    }
                } catch (StatusRuntimeException e) {
                    // It says nothing, so it does not say that it leads.
                } finally {
                    close(channel);
                }
            }
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
        throw new IllegalStateException("no node of " + contender.name() + " leads");
    }

    private static void await(String what, ManagedChannel channel, Consumer<Channel> question) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                channel.resetConnectBackoff();
                question.accept(channel);
                return;
            } catch (StatusRuntimeException e) {
                if (System.nanoTime() - deadline > 0) {
                    throw new IllegalStateException("not within " + PATIENCE + ": " + what, e);
                }
                LockSupport.parkNanos(LOOK_AGAIN_NANOS);
            }
        }
    }

    private static void close(ManagedChannel channel) {
        channel.shutdownNow();
        try {
            channel.awaitTermination(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
