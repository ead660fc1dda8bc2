package io.serviceregistry.node.rpc;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Message;
import io.grpc.BindableService;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import io.grpc.ServerCall;
import io.grpc.ServerMethodDefinition;
import io.serviceregistry.node.door.SchemaCalls;
import io.serviceregistry.proto.v1.DiscoverResponse;
import io.serviceregistry.proto.v1.WatchResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Calls the services of the gRPC door without a connection, for another door: the same objects, and so the same rules, errors and
 * kept encodings.
 *
 * <p>Answers that the gRPC door sends in parts that are encoded already are read back into messages here.
 */
public final class DirectCalls implements SchemaCalls {
    private static final Map<Descriptor, Message> ENCODED = Map.of(
            DiscoverResponse.getDescriptor(), DiscoverResponse.getDefaultInstance(),
            WatchResponse.getDescriptor(), WatchResponse.getDefaultInstance());

    private final Map<String, ServerMethodDefinition<?, ?>> methods = new HashMap<>();

    public DirectCalls(List<BindableService> services) {
        services.forEach(service -> service.bindService()
                .getMethods()
                .forEach(method -> methods.put(method.getMethodDescriptor().getFullMethodName(), method)));
    }

    @Override
    public Message.Builder request(com.google.protobuf.Descriptors.MethodDescriptor method) {
        if (definition(method).getMethodDescriptor().getRequestMarshaller() instanceof PrototypeMarshaller<?> marshaller
                && marshaller.getMessagePrototype() instanceof Message prototype) {
            return prototype.newBuilderForType();
        }
        throw new IllegalStateException(method.getFullName() + " (expected: a method that takes a message)");
    }

    @Override
    public CompletableFuture<Message> call(com.google.protobuf.Descriptors.MethodDescriptor method, Message request) {
        OneAnswer answer = new OneAnswer();
        open(method, request, answer);
        return answer.future;
    }

    @Override
    public Stream open(com.google.protobuf.Descriptors.MethodDescriptor method, Message request, Reader reader) {
        return open(definition(method), method.getOutputType(), request, reader);
    }

    @SuppressWarnings("unchecked") // the request was made of the method's own prototype
    private static <Q, R> Stream open(
            ServerMethodDefinition<Q, R> method, Descriptor answers, Message request, Reader reader) {
        MethodDescriptor<Q, R> descriptor = method.getMethodDescriptor();
        Message encoded = ENCODED.get(answers);
        DirectCall<Q, R> call = new DirectCall<>(descriptor, encoded, reader);
        try {
            ServerCall.Listener<Q> listener = method.getServerCallHandler().startCall(call, new Metadata());
            call.listener = listener;
            listener.onMessage((Q) request);
            listener.onHalfClose();
        } catch (RuntimeException e) {
            reader.end(e);
        }
        return call;
    }

    private ServerMethodDefinition<?, ?> definition(com.google.protobuf.Descriptors.MethodDescriptor method) {
        ServerMethodDefinition<?, ?> found = methods.get(method.getService().getFullName() + '/' + method.getName());
        if (found == null) {
            throw new IllegalArgumentException(method.getFullName() + " (expected: a method of this node)");
        }
        return found;
    }

    private static final class OneAnswer implements Reader {
        final CompletableFuture<Message> future = new CompletableFuture<>();
        private @Nullable Message message;

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void next(Message answer) {
            message = answer;
        }

        @Override
        public void end(@Nullable Throwable cause) {
            Message answer = message;
            if (cause == null && answer != null) {
                future.complete(answer);
            } else {
                future.completeExceptionally(cause == null ? new IllegalStateException("no answer") : cause);
            }
        }
    }
}
