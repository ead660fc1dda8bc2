package io.serviceregistry.examples.payment;

import io.grpc.Server;
import io.serviceregistry.client.Registration;
import io.serviceregistry.client.RegistryClient;
import io.serviceregistry.client.ReportedStatus;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Leaves so that no call is lost: first nobody is sent here any more, then the calls that are here are answered, and
 * only then is the instance gone.
 *
 * <p>The order matters. A server that stops while it is still in the registry turns calls away; one that is
 * deregistered first is as good as one that is DRAINING, but operators do not see that it is still at work. Callers
 * that have not heard yet are told by their connections: gRPC says on each that no new call is taken, and callers make
 * theirs elsewhere.
 */
final class Departure {

    private static final Duration TO_BE_KNOWN = Duration.ofSeconds(2); // no longer: the registry may be away
    private static final Duration TO_ANSWER = Duration.ofSeconds(10); // as container runtimes grant

    private final Server server;
    private final Registration registration;
    private final RegistryClient client;

    Departure(Server server, Registration registration, RegistryClient client) {
        this.server = server;
        this.registration = registration;
        this.client = client;
    }

    /** Leaves, and says how. Blocks until it is done, for about fifteen seconds at most. */
    String leave() {
        boolean known = isKnown(registration.updateStatus(ReportedStatus.DRAINING));
        boolean answered = isStopped();
        client.close(); // deregisters
        return (answered ? "stopped" : "stopped with calls in flight") + (known ? "" : ", unknown to the registry");
    }

    private static boolean isKnown(Future<?> draining) {
        try {
            draining.get(TO_BE_KNOWN.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException | TimeoutException e) {
            return false; // fenced, refused, or the registry is away: nobody there to be told
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private boolean isStopped() {
        try {
            if (server.shutdown().awaitTermination(TO_ANSWER.toMillis(), TimeUnit.MILLISECONDS)) {
                return true;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        server.shutdownNow();
        return false;
    }
}
