package io.serviceregistry.client.internal.call;

import io.serviceregistry.proto.v1.DeregisterRequest;
import io.serviceregistry.proto.v1.DeregisterResponse;
import io.serviceregistry.proto.v1.GetInstanceRequest;
import io.serviceregistry.proto.v1.GetInstanceResponse;
import io.serviceregistry.proto.v1.RegisterRequest;
import io.serviceregistry.proto.v1.RegisterResponse;
import io.serviceregistry.proto.v1.RequestId;
import io.serviceregistry.proto.v1.UpdateRequest;
import io.serviceregistry.proto.v1.UpdateResponse;
import java.util.concurrent.CompletableFuture;

/**
 * Port: what a registration that keeps itself alive asks of the registry. The real one is {@link RegistryCalls}; the
 * simulated one is a script.
 *
 * <p>No method blocks. Futures complete on any thread, and fail with
 * {@link io.serviceregistry.client.RegistryException}. Each call has a deadline of its own; a caller that wants to go
 * on for longer makes the same call again, under the same id.
 */
public interface RegistrationCalls {

    /** A new id, stamped with a registry time that is known to be fresh, or with none. */
    CompletableFuture<RequestId> nextId();

    /** The id will not be sent again. */
    void answered(RequestId id);

    /** Registers under the id that the request carries. */
    CompletableFuture<RegisterResponse> registerAs(RegisterRequest request);

    /** Updates under the id that the request carries. */
    CompletableFuture<UpdateResponse> updateAs(UpdateRequest request);

    /** Deregisters, under an id that is set here. */
    CompletableFuture<DeregisterResponse> deregister(DeregisterRequest.Builder request);

    /** One instance. */
    CompletableFuture<GetInstanceResponse> getInstance(GetInstanceRequest request);
}
