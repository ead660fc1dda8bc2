package io.serviceregistry.client.testkit;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.serviceregistry.client.internal.call.AttemptFailure;
import io.serviceregistry.client.internal.call.CallKind;
import io.serviceregistry.client.internal.call.RegistrationCalls;
import io.serviceregistry.client.internal.call.RequestIds;
import io.serviceregistry.client.internal.call.StatusMapper;
import io.serviceregistry.proto.v1.DeregisterRequest;
import io.serviceregistry.proto.v1.DeregisterResponse;
import io.serviceregistry.proto.v1.GetInstanceRequest;
import io.serviceregistry.proto.v1.GetInstanceResponse;
import io.serviceregistry.proto.v1.RegisterRequest;
import io.serviceregistry.proto.v1.RegisterResponse;
import io.serviceregistry.proto.v1.RequestId;
import io.serviceregistry.proto.v1.ResponseHeader;
import io.serviceregistry.proto.v1.UpdateRequest;
import io.serviceregistry.proto.v1.UpdateResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * A simulated registry for registrations, in virtual time: grants leases from 1 on at revisions from 101 on, or does
 * what the test says. A function that returns a StatusRuntimeException makes the call fail with what it means.
 */
public final class SimCalls implements RegistrationCalls {

    private final ManualScheduler scheduler;
    private final RequestIds ids = new RequestIds("client");
    private final List<Object> sent = new ArrayList<>();
    private long lastLeaseId;
    private Duration delay = Duration.ofMillis(5);
    private Function<RegisterRequest, Object> onRegister = this::grant;
    private Function<UpdateRequest, Object> onUpdate = request -> UpdateResponse.getDefaultInstance();
    private Function<DeregisterRequest, Object> onDeregister = request -> DeregisterResponse.getDefaultInstance();
    private Function<GetInstanceRequest, Object> onGet =
            request -> Wire.notApplied(Status.Code.NOT_FOUND, "INSTANCE_NOT_FOUND");

    public SimCalls(ManualScheduler scheduler) {
        this.scheduler = scheduler;
    }

    /** What registrations come to from now on. */
    public void onRegister(Function<RegisterRequest, Object> reply) {
        onRegister = reply;
    }

    /** What updates come to from now on. */
    public void onUpdate(Function<UpdateRequest, Object> reply) {
        onUpdate = reply;
    }

    /** What removals come to from now on. */
    public void onDeregister(Function<DeregisterRequest, Object> reply) {
        onDeregister = reply;
    }

    /** What looks come to from now on. */
    public void onGet(Function<GetInstanceRequest, Object> reply) {
        onGet = reply;
    }

    /** How long every call takes from now on. */
    public void delay(Duration delay) {
        this.delay = delay;
    }

    /** Grants the next lease. */
    public RegisterResponse grant(RegisterRequest request) {
        lastLeaseId++;
        return RegisterResponse.newBuilder()
                .setHeader(ResponseHeader.newBuilder().setRevision(100 + lastLeaseId))
                .setLeaseId(lastLeaseId)
                .setTtlMillis(request.getInstance().getLease().getTtlMillis())
                .build();
    }

    /** The requests of a type sent so far. */
    public <T> List<T> sent(Class<T> type) {
        return sent.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** The number of ids that may still be sent. */
    public int unanswered() {
        return ids.unansweredCount();
    }

    @Override
    public CompletableFuture<RequestId> nextId() {
        return CompletableFuture.completedFuture(ids.next(5_000));
    }

    @Override
    public void answered(RequestId id) {
        ids.answered(id);
    }

    @Override
    public CompletableFuture<RegisterResponse> registerAs(RegisterRequest request) {
        return reply(request, onRegister, RegisterResponse.class, CallKind.REPEATABLE_WRITE);
    }

    @Override
    public CompletableFuture<UpdateResponse> updateAs(UpdateRequest request) {
        return reply(request, onUpdate, UpdateResponse.class, CallKind.REPEATABLE_WRITE);
    }

    @Override
    public CompletableFuture<DeregisterResponse> deregister(DeregisterRequest.Builder request) {
        return reply(request.build(), onDeregister, DeregisterResponse.class, CallKind.REPEATABLE_WRITE);
    }

    @Override
    public CompletableFuture<GetInstanceResponse> getInstance(GetInstanceRequest request) {
        return reply(request, onGet, GetInstanceResponse.class, CallKind.READ);
    }

    private <Q, R> CompletableFuture<R> reply(Q request, Function<Q, Object> script, Class<R> type, CallKind kind) {
        sent.add(request);
        CompletableFuture<R> future = new CompletableFuture<>();
        scheduler.schedule(delay.toNanos(), () -> {
            Object reply = script.apply(request);
            if (reply instanceof StatusRuntimeException error) {
                AttemptFailure failure = new AttemptFailure(error.getStatus(), error.getTrailers(), true);
                future.completeExceptionally(StatusMapper.toException(failure, kind, "call"));
            } else {
                future.complete(type.cast(reply));
            }
        });
        return future;
    }
}
