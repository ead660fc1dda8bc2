package io.serviceregistry.client.internal.call;

import io.grpc.MethodDescriptor;
import io.serviceregistry.proto.v1.ResponseHeader;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One call, whatever number of attempts it takes.
 *
 * @param method the method
 * @param request the request, the same on every attempt
 * @param kind what a second attempt could do
 * @param header finds the header of an answer
 * @param upToDate tells from an answer whether its node was certainly up to date
 * @param upToDateOnly whether an answer of another node counts as none
 * @param pinnedTo the only node to ask; null for any
 */
record Call<Q, R>(
        MethodDescriptor<Q, R> method,
        Q request,
        CallKind kind,
        Function<R, ResponseHeader> header,
        Predicate<R> upToDate,
        boolean upToDateOnly,
        @Nullable String pinnedTo) {

    /** A call to any node; its answers come from nodes that are up to date. */
    Call(MethodDescriptor<Q, R> method, Q request, CallKind kind, Function<R, ResponseHeader> header) {
        this(method, request, kind, header, answer -> true, false, null);
    }

    /** The same, whose answers prove to be up to date only so. */
    Call<Q, R> upToDateIf(Predicate<R> proof) {
        return new Call<>(method, request, kind, header, proof, upToDateOnly, pinnedTo);
    }

    /** The same, going on until a node answers that is up to date. */
    Call<Q, R> fromUpToDateOnly() {
        return new Call<>(method, request, kind, header, upToDate, true, pinnedTo);
    }

    /** The same, to one node only. */
    Call<Q, R> pinnedTo(String address) {
        return new Call<>(method, request, kind, header, upToDate, upToDateOnly, address);
    }

    /** The method's name without its service, for messages. */
    String name() {
        String bare = method.getBareMethodName();
        return bare == null ? method.getFullMethodName() : bare;
    }
}
