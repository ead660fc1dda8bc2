package io.serviceregistry.node.rpc;

import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.ServerCallHandler;
import io.grpc.ServerMethodDefinition;
import io.grpc.ServerServiceDefinition;
import io.grpc.ServiceDescriptor;

/** A method of a public service that answers with another message of the same encoding. */
final class EncodedMethod {
    private EncodedMethod() {}

    /**
     * The service with one of its methods replaced.
     *
     * @param method one of the service's; callers, reflection and names know no other
     * @param answers sends answers that read back as the method's own response
     */
    static <Q, R> ServerServiceDefinition replace(
            ServerServiceDefinition service,
            MethodDescriptor<Q, ?> method,
            Marshaller<R> answers,
            ServerCallHandler<Q, R> implementation) {
        MethodDescriptor<Q, R> encoded =
                method.toBuilder(method.getRequestMarshaller(), answers).build();
        ServiceDescriptor.Builder descriptor = ServiceDescriptor.newBuilder(
                        service.getServiceDescriptor().getName())
                .setSchemaDescriptor(service.getServiceDescriptor().getSchemaDescriptor());
        service.getMethods().stream()
                .map(ServerMethodDefinition::getMethodDescriptor)
                .map(each -> isNamed(each, method) ? encoded : each)
                .forEach(descriptor::addMethod);
        ServerServiceDefinition.Builder replaced = ServerServiceDefinition.builder(descriptor.build());
        for (ServerMethodDefinition<?, ?> each : service.getMethods()) {
            if (isNamed(each.getMethodDescriptor(), method)) {
                replaced.addMethod(encoded, implementation);
            } else {
                replaced.addMethod(each);
            }
        }
        return replaced.build();
    }

    private static boolean isNamed(MethodDescriptor<?, ?> one, MethodDescriptor<?, ?> other) {
        return one.getFullMethodName().equals(other.getFullMethodName());
    }
}
