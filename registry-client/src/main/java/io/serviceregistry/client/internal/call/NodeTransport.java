package io.serviceregistry.client.internal.call;

import io.grpc.MethodDescriptor;
import java.util.concurrent.CompletableFuture;

/** Port: sends one request to one node. The real one is gRPC; the simulated one is a script. */
public interface NodeTransport {

    /**
     * Sends the request and completes within about {@code timeoutNanos}, whatever the node does: with the answer, or
     * exceptionally with an {@link AttemptFailure}. Cancelling the future gives the attempt up. Never blocks.
     *
     * @param address the node, "host:port"
     */
    <Q, R> CompletableFuture<R> send(String address, MethodDescriptor<Q, R> method, Q request, long timeoutNanos);
}
