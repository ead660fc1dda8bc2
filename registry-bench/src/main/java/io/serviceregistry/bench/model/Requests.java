package io.serviceregistry.bench.model;

import io.serviceregistry.bench.model.Effect.Told;
import io.serviceregistry.bench.model.State.RequestKey;
import io.serviceregistry.proto.log.v1.ClientRecord;
import io.serviceregistry.proto.log.v1.LoggedCommand;
import io.serviceregistry.proto.log.v1.Outcome;
import io.serviceregistry.proto.log.v1.RequestId;
import io.serviceregistry.proto.log.v1.RequestRecord;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Exactly once: gates 2 and 3 of docs/model.md, and what is forgotten when. */
final class Requests {
    private final State state;

    Requests(State state) {
        this.state = state;
    }

    Optional<RequestRecord> find(RequestId request) {
        return Optional.ofNullable(state.requests.get(key(request)));
    }

    /** Whether a remembered request came with this command; taken for granted where only a snapshot tells of it. */
    boolean isSame(LoggedCommand again) {
        LoggedCommand first = state.commands.get(key(again.getRequest()));
        return first == null || plain(first).equals(plain(again));
    }

    private static LoggedCommand plain(LoggedCommand command) {
        return command.toBuilder().clearRequest().clearNotAfterMillis().build();
    }

    /** Step 3 of an entry. */
    void forgetOld() {
        long window = state.settings.getRequestWindowMillis();
        while (true) {
            Optional<ClientRecord> next = state.clients.values().stream()
                    .min(Comparator.comparingLong(ClientRecord::getCheckAtMillis)
                            .thenComparing(ClientRecord::getClientId));
            if (next.isEmpty() || next.get().getCheckAtMillis() > state.nowMillis) {
                return;
            }
            String client = next.get().getClientId();
            forgetFirst(client, request -> request.getAppliedAtMillis() + window <= state.nowMillis);
            if (first(client).isEmpty()) {
                state.clients.remove(client);
            } else {
                put(next.get().toBuilder().setCheckAtMillis(state.nowMillis + window));
            }
        }
    }

    /** What a client says with a request that it has the answers of. */
    void forgetAnswered(RequestId request) {
        ClientRecord client = state.clients.get(request.getClientId());
        if (client != null && request.getLowestUnanswered() > client.getLowestUnanswered()) {
            put(client.toBuilder()
                    .setLowestUnanswered(request.getLowestUnanswered())
                    .setCheckAtMillis(state.nowMillis + state.settings.getRequestWindowMillis()));
            forgetFirst(request.getClientId(), remembered -> remembered.getSequence() < request.getLowestUnanswered());
        }
    }

    boolean isTooOld(RequestId request) {
        ClientRecord client = state.clients.get(request.getClientId());
        boolean answered = client != null && request.getSequence() < client.getLowestUnanswered();
        return answered
                || (request.getIssuedAtMillis() != 0 && request.getIssuedAtMillis() <= state.forgottenUntilMillis);
    }

    boolean isFullFor(RequestId request) {
        int needed = state.clients.containsKey(request.getClientId()) ? 1 : 2;
        return state.requests.size() + state.clients.size() + needed > state.settings.getMaxRememberedRequests();
    }

    void remember(LoggedCommand command, Told told, Outcome outcome) {
        RequestId request = command.getRequest();
        if (!state.clients.containsKey(request.getClientId())) {
            put(ClientRecord.newBuilder()
                    .setClientId(request.getClientId())
                    .setLowestUnanswered(request.getLowestUnanswered())
                    .setCheckAtMillis(state.nowMillis + state.settings.getRequestWindowMillis()));
        }
        state.commands.put(key(request), command);
        state.requests.put(
                key(request),
                RequestRecord.newBuilder()
                        .setClientId(request.getClientId())
                        .setSequence(request.getSequence())
                        .setAppliedAtMillis(told.timeMillis())
                        .setRevision(told.revision())
                        .setLogIndex(told.place().logIndex())
                        .setCommandIndex(told.place().commandIndex())
                        .setOutcome(outcome)
                        .build());
    }

    private void put(ClientRecord.Builder client) {
        state.clients.put(client.getClientId(), client.build());
    }

    private Optional<Map.Entry<RequestKey, RequestRecord>> first(String client) {
        return Optional.ofNullable(state.requests.ceilingEntry(new RequestKey(client, Long.MIN_VALUE)))
                .filter(found -> found.getKey().client().equals(client));
    }

    private void forgetFirst(String client, Predicate<RequestRecord> old) {
        for (var first = first(client);
                first.isPresent() && old.test(first.get().getValue());
                first = first(client)) {
            state.requests.remove(first.get().getKey());
            state.commands.remove(first.get().getKey());
        }
    }

    private static RequestKey key(RequestId request) {
        return new RequestKey(request.getClientId(), request.getSequence());
    }
}
