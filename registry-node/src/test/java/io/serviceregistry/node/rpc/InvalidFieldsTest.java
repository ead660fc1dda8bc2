package io.serviceregistry.node.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import com.google.protobuf.TextFormat;
import com.google.rpc.ErrorInfo;
import io.grpc.CallOptions;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.StreamObserver;
import io.serviceregistry.node.rpc.WrongRequests.Row;
import io.serviceregistry.proto.v1.AdminServiceGrpc;
import io.serviceregistry.proto.v1.DiscoveryServiceGrpc;
import io.serviceregistry.proto.v1.RegistrationServiceGrpc;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every field of every request has a rule or is free; what breaks a rule is told, and nothing of it is proposed. */
class InvalidFieldsTest {
    private static final List<ServiceDescriptor> SERVICES = List.of(
            RegistrationServiceGrpc.getServiceDescriptor(),
            DiscoveryServiceGrpc.getServiceDescriptor(),
            AdminServiceGrpc.getServiceDescriptor());
    private static final Map<String, MethodDescriptor<Message, Message>> METHODS = methods();
    private static final Set<String> WRITES = Set.of(
            "RegisterRequest",
            "RenewRequest",
            "KeepAliveRequest",
            "UpdateRequest",
            "DeregisterRequest",
            "TransferLeadershipRequest",
            "AddMemberRequest",
            "RemoveMemberRequest",
            "SetOverrideRequest",
            "ClearOverrideRequest",
            "ReleaseHoldRequest");

    private static Door door;

    @BeforeAll
    static void open() throws Exception {
        door = Door.open();
    }

    @AfterAll
    static void close() throws Exception {
        door.close();
    }

    static List<Row> rows() {
        List<Row> rows = new ArrayList<>(WrongRequests.ROWS);
        METHODS.forEach((request, method) -> {
            for (FieldDescriptor field :
                    prototype(method).getDescriptorForType().getFields()) {
                rows.addAll(rowsOfMessage(request, field.getName(), field));
            }
        });
        rows.addAll(WrongRequests.within("RegisterRequest", "instance.key", WrongRequests.KEY_ROWS));
        return rows;
    }

    private static List<Row> rowsOfMessage(String request, String path, FieldDescriptor field) {
        if (field.getJavaType() != FieldDescriptor.JavaType.MESSAGE) {
            return List.of();
        }
        return switch (field.getMessageType().getName()) {
            case "RequestId" -> WrongRequests.within(request, path, WrongRequests.REQUEST_ID_ROWS);
            case "InstanceKey" -> {
                List<Row> rows = new ArrayList<>(WrongRequests.within(request, path, WrongRequests.KEY_ROWS));
                rows.add(new Row(request, path, "!" + path, field.getRealContainingOneof() == null ? path : "scope"));
                yield rows;
            }
            case "ServiceKey" -> WrongRequests.within(request, path, WrongRequests.SERVICE_ROWS);
            case "ZoneKey" -> WrongRequests.within(request, path, WrongRequests.ZONE_ROWS);
            case "ReadOptions" -> WrongRequests.within(request, path, WrongRequests.READ_ROWS);
            default -> List.of();
        };
    }

    @ParameterizedTest
    @MethodSource("rows")
    void wrongFieldIsToldAndNothingIsProposed(Row row) {
        int before = door.log.submitted().size();
        Throwable thrown = catchThrowable(() -> call(door, row.request(), row.applyTo(good(row.request()))));

        assertThat(thrown).isInstanceOf(StatusRuntimeException.class);
        assertThat(Status.fromThrowable(thrown).getCode()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        ErrorInfo info = Errors.info(thrown);
        assertThat(info.getDomain()).isEqualTo("registry");
        if (row.named().equals(WrongRequests.PAGE_TOKEN)) {
            assertThat(info.getReason()).isEqualTo("INVALID_PAGE_TOKEN");
        } else {
            assertThat(info.getReason()).isEqualTo("INVALID_FIELD");
            assertThat(info.getMetadataMap())
                    .containsEntry("field", row.named())
                    .containsKey("value");
            assertThat(info.getMetadataOrThrow("value")).hasSizeLessThan(110);
            assertThat(info.getMetadataOrThrow("rule")).isNotEmpty();
        }
        assertThat(info.getMetadataOrDefault("outcome", "absent"))
                .isEqualTo(WRITES.contains(row.request()) ? "not_applied" : "absent");
        assertThat(door.log.submitted()).hasSize(before);
        assertThat(door.control.transfers).isEmpty();
        assertThat(door.control.added).isEmpty();
        assertThat(door.control.removed).isEmpty();
    }

    @Test
    void everyFieldOfEveryRequestHasARowOrIsFree() {
        Set<String> covered = rows().stream()
                .map(row -> row.request() + '.' + row.field())
                .collect(Collectors.toCollection(TreeSet::new));
        covered.addAll(WrongRequests.FREE);
        Set<String> fields = new TreeSet<>();
        METHODS.forEach(
                (request, method) -> addFields(request, prototype(method).getDescriptorForType(), fields));

        assertThat(covered).containsAll(fields);
    }

    @ParameterizedTest
    @MethodSource("requests")
    void goodRequestIsGood(String request) throws Exception {
        // Otherwise the rows would prove nothing: each breaks one rule of a request that keeps all others.
        try (Door own = Door.open()) {
            Throwable thrown = catchThrowable(() -> call(own, request, good(request)));
            Status.Code code = thrown == null
                    ? Status.Code.OK
                    : Status.fromThrowable(thrown).getCode();
            // The instance may be missing, and the service not held.
            assertThat(code).isIn(Status.Code.OK, Status.Code.NOT_FOUND, Status.Code.FAILED_PRECONDITION);
        }
    }

    static List<String> requests() {
        // A good renewal needs a lease; without one it breaks a rule, and a row says so.
        return METHODS.keySet().stream()
                .filter(request -> !request.equals("RenewRequest") && !request.equals("KeepAliveRequest"))
                .toList();
    }

    private static void addFields(String path, Descriptor message, Set<String> fields) {
        for (FieldDescriptor field : message.getFields()) {
            String fieldPath = path + '.' + field.getName();
            if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
                addFields(fieldPath, field.getMessageType(), fields);
            } else {
                fields.add(fieldPath);
            }
        }
    }

    private static Message good(String request) {
        Message.Builder builder = prototype(method(request)).newBuilderForType();
        try {
            TextFormat.merge(WrongRequests.GOOD.get(request), builder);
        } catch (TextFormat.ParseException e) {
            throw new AssertionError(request, e);
        }
        return builder.build();
    }

    private static void call(Door door, String request, Message message) {
        MethodDescriptor<Message, Message> method = method(request);
        if (method.getType() == MethodDescriptor.MethodType.UNARY) {
            ClientCalls.blockingUnaryCall(door.channel, method, CallOptions.DEFAULT, message);
            return;
        }
        if (method.getType() == MethodDescriptor.MethodType.SERVER_STREAMING) {
            CallOptions options = CallOptions.DEFAULT.withDeadlineAfter(10, TimeUnit.SECONDS);
            ClientCalls.blockingServerStreamingCall(door.channel, method, options, message)
                    .next();
            return;
        }
        CompletableFuture<Void> ended = new CompletableFuture<>();
        StreamObserver<Message> requests = ClientCalls.asyncBidiStreamingCall(
                door.channel.newCall(method, CallOptions.DEFAULT), new StreamObserver<>() {
                    @Override
                    public void onNext(Message response) {}

                    @Override
                    public void onError(Throwable failure) {
                        ended.completeExceptionally(failure);
                    }

                    @Override
                    public void onCompleted() {
                        ended.complete(null);
                    }
                });
        requests.onNext(message);
        try {
            ended.orTimeout(10, TimeUnit.SECONDS).join();
        } catch (CompletionException e) {
            throw (StatusRuntimeException) e.getCause();
        }
    }

    private static MethodDescriptor<Message, Message> method(String request) {
        return Objects.requireNonNull(METHODS.get(request), request);
    }

    private static Message prototype(MethodDescriptor<Message, Message> method) {
        return ((PrototypeMarshaller<Message>) method.getRequestMarshaller()).getMessagePrototype();
    }

    @SuppressWarnings("unchecked") // whatever the method, its requests and responses are messages
    private static Map<String, MethodDescriptor<Message, Message>> methods() {
        Map<String, MethodDescriptor<Message, Message>> methods = new LinkedHashMap<>();
        SERVICES.forEach(service -> service.getMethods().forEach(method -> {
            MethodDescriptor<Message, Message> typed = (MethodDescriptor<Message, Message>) method;
            methods.put(prototype(typed).getDescriptorForType().getName(), typed);
        }));
        return methods;
    }
}
