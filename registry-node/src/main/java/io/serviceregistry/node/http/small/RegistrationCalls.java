package io.serviceregistry.node.http.small;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import io.serviceregistry.node.core.command.RegisterInstance.Condition;
import io.serviceregistry.node.core.command.Rejection;
import io.serviceregistry.node.core.model.InstanceKey;
import io.serviceregistry.node.door.Failures;
import io.serviceregistry.node.door.Failures.Kind;
import io.serviceregistry.node.http.Problems;
import io.serviceregistry.node.service.InvalidFieldException;
import io.serviceregistry.node.service.KeyedRenewals;
import io.serviceregistry.node.service.Registrations;
import io.serviceregistry.node.service.RejectedException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/**
 * Register, heartbeat, deregister. Callers know no lease: whoever says which instance it is speaks for it, and the last who registers
 * holds it.
 */
record RegistrationCalls(Registrations registrations, KeyedRenewals renewals) {
    private static final long ANY_LEASE = 0;

    CompletableFuture<HttpResponse> register(JsonBody body) {
        return answered(
                body,
                target -> registrations
                        .register(null, RegistrationBody.draft(target, body), Condition.NONE, 0, Call.BUDGET)
                        .thenApply(registered -> registered(target)));
    }

    CompletableFuture<HttpResponse> renew(JsonBody body) {
        return answered(
                body,
                target -> renewals.renew(target.key(), Call.BUDGET)
                        .thenApply(done -> said(target, "ok", "Heartbeat of " + service(target) + " received from")));
    }

    CompletableFuture<HttpResponse> deregister(JsonBody body) {
        return answered(
                body,
                target -> registrations
                        .deregister(null, target.key(), ANY_LEASE, Call.BUDGET)
                        .thenApply(position -> deregistered(target))
                        .exceptionally(failure -> {
                            if (target.shape() == Shape.NAME_ADDRESS && isNotFound(failure)) {
                                return deregistered(target);
                            }
                            throw new CompletionException(Failures.cause(failure));
                        }));
    }

    HttpResponse renewById(String id) {
        return byId(id, key -> renewals.renew(key, Call.BUDGET).thenApply(done -> said(id, "ok")));
    }

    HttpResponse deregisterById(String id) {
        return byId(
                id,
                key -> registrations
                        .deregister(null, key, ANY_LEASE, Call.BUDGET)
                        .thenApply(position -> said(id, "deregistered")));
    }

    /** Finds out which instance a body means, and sees to it that errors are told in its words. */
    private static CompletableFuture<HttpResponse> answered(
            JsonBody body, Function<Target, CompletableFuture<HttpResponse>> call) {
        Shape shape = Shape.of(body);
        return Call.guarded(() -> call.apply(Target.read(shape, body)), failure -> refused(shape, failure));
    }

    private static HttpResponse refused(Shape shape, Throwable failure) {
        if (!(Failures.cause(failure) instanceof InvalidFieldException invalid)) {
            return Problems.response(failure, Kind.WRITE).toHttpResponse();
        }
        InvalidFieldException named = FieldNames.of(shape, invalid);
        return shape == Shape.NAME_ADDRESS
                ? Call.text(HttpStatus.BAD_REQUEST, "Invalid request data: " + named.getMessage())
                : Problems.response(named, Kind.WRITE).toHttpResponse();
    }

    /** An id of another registry names no instance here: its holder is told to register, not that it is wrong. */
    private static HttpResponse byId(String id, Function<InstanceKey, CompletableFuture<HttpResponse>> call) {
        return InstanceIds.read(id)
                .map(key -> Call.answer(Kind.WRITE, () -> call.apply(key)))
                .orElseGet(() -> Call.notFound("no instance has the id " + id));
    }

    private static HttpResponse registered(Target target) {
        if (target.shape() == Shape.NAME_ADDRESS) {
            return Call.text(HttpStatus.OK, "Service " + service(target) + " registered.");
        }
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        if (target.shape() == Shape.NAME_HOST_PORT) {
            json.put("id", InstanceIds.of(target.key()));
        }
        json.put("status", "registered");
        json.put("message", "Service " + service(target) + " registered at " + target.address());
        return Call.ok(json);
    }

    private static HttpResponse deregistered(Target target) {
        return target.shape() == Shape.NAME_ADDRESS
                ? Call.text(HttpStatus.OK, "Service " + service(target) + " deregistered.")
                : said(target, "deregistered", "Service " + service(target) + " deregistered at");
    }

    private static HttpResponse said(Target target, String status, String what) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("status", status);
        json.put("message", what + ' ' + target.address());
        return Call.ok(json);
    }

    private static HttpResponse said(String id, String status) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("id", id);
        json.put("status", status);
        return Call.ok(json);
    }

    private static String service(Target target) {
        return target.key().service().service();
    }

    private static boolean isNotFound(Throwable failure) {
        return Failures.cause(failure) instanceof RejectedException rejected
                && rejected.reason() == Rejection.INSTANCE_NOT_FOUND;
    }
}
