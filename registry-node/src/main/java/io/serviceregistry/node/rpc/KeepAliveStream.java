package io.serviceregistry.node.rpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.serviceregistry.node.door.Failures.Kind;
import io.serviceregistry.node.service.InvalidFieldException;
import io.serviceregistry.node.service.Registrations;
import io.serviceregistry.node.service.Registrations.Renewed;
import io.serviceregistry.proto.v1.KeepAliveRequest;
import io.serviceregistry.proto.v1.KeepAliveResponse;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One stream of renewals: every request is answered, in the order of the requests.
 *
 * <p>At most {@link #MAX_OUTSTANDING} requests are taken and not yet answered; a caller that does not read its answers is
 * not read either. What keeps a request from being renewed is said in its answer, and the stream goes on; a request that
 * breaks the rules ends the stream, after the answers before it, and so does the node when it stops.
 *
 * <p>Requests arrive on the call's thread, outcomes on others; the lock keeps the order of the answers.
 */
final class KeepAliveStream implements StreamObserver<KeepAliveRequest> {
    /** With one request per tick, some seconds of them. */
    static final int MAX_OUTSTANDING = 64;

    private final ServerCallStreamObserver<KeepAliveResponse> caller;
    private final Registrations registrations;
    private final HeaderMapper headers;
    private final KeepAliveStreams all;
    private final Queue<CompletableFuture<KeepAliveResponse>> unanswered = new ArrayDeque<>();
    private @Nullable RuntimeException ending; // with which it ends, and takes no more requests
    private boolean callerDone;
    private boolean closed;

    private KeepAliveStream(
            ServerCallStreamObserver<KeepAliveResponse> caller,
            Registrations registrations,
            HeaderMapper headers,
            KeepAliveStreams all) {
        this.caller = caller;
        this.registrations = registrations;
        this.headers = headers;
        this.all = all;
    }

    /** Begins a stream, one of {@code all}; called in the method that begins the call. */
    static StreamObserver<KeepAliveRequest> open(
            ServerCallStreamObserver<KeepAliveResponse> caller,
            Registrations registrations,
            HeaderMapper headers,
            KeepAliveStreams all) {
        KeepAliveStream stream = new KeepAliveStream(caller, registrations, headers, all);
        caller.disableAutoRequest();
        caller.setOnReadyHandler(stream::answerWhatIsDone);
        caller.setOnCancelHandler(stream::close);
        caller.request(MAX_OUTSTANDING);
        all.opened(stream);
        return stream;
    }

    @Override
    public void onNext(KeepAliveRequest request) {
        long[] leaseIds = RequestMapper.leaseIds(request.getLeaseIdsList());
        CompletableFuture<Renewed> renewed;
        synchronized (this) {
            if (closed || ending != null) {
                return;
            }
            try {
                renewed = registrations.renew(leaseIds);
            } catch (InvalidFieldException e) {
                ending = e;
                renewed = null;
            } catch (RuntimeException e) {
                renewed = CompletableFuture.failedFuture(e);
            }
            if (renewed != null) {
                CompletableFuture<KeepAliveResponse> response =
                        renewed.handle((outcome, failure) -> response(request, leaseIds, outcome, failure));
                unanswered.add(response);
                var unused = response.thenRun(this::answerWhatIsDone);
            }
        }
        answerWhatIsDone();
    }

    @Override
    public void onError(Throwable gone) {
        close();
    }

    @Override
    public void onCompleted() {
        synchronized (this) {
            callerDone = true;
        }
        answerWhatIsDone();
    }

    /** Takes no more requests, and ends with this when those taken are answered. */
    void end(RuntimeException cause) {
        synchronized (this) {
            ending = ending == null ? cause : ending;
        }
        answerWhatIsDone();
    }

    private synchronized void close() {
        closed = true;
        unanswered.clear();
        all.closed(this);
    }

    private synchronized void answerWhatIsDone() {
        for (CompletableFuture<KeepAliveResponse> first = unanswered.peek();
                !closed && first != null && first.isDone() && caller.isReady();
                first = unanswered.peek()) {
            unanswered.remove();
            caller.onNext(first.join());
            caller.request(1);
        }
        if (closed || !unanswered.isEmpty()) {
            return;
        }
        if (ending != null) {
            close();
            caller.onError(StatusMapper.toStatus(ending, Kind.WRITE));
        } else if (callerDone) {
            close();
            caller.onCompleted();
        }
    }

    private KeepAliveResponse response(
            KeepAliveRequest request, long[] leaseIds, @Nullable Renewed renewed, @Nullable Throwable failure) {
        KeepAliveResponse.Builder response =
                KeepAliveResponse.newBuilder().setCorrelationId(request.getCorrelationId());
        if (renewed == null) {
            Throwable thrown = failure == null ? new IllegalStateException("neither renewed nor failed") : failure;
            return response.setError(UnaryCall.reason(thrown)).build();
        }
        return response.setHeader(headers.of(renewed.position()))
                .addAllExceptions(RenewalMapper.exceptions(leaseIds, renewed.exceptions()))
                .build();
    }
}
