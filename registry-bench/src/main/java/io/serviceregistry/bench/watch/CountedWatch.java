package io.serviceregistry.bench.watch;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.serviceregistry.proto.v1.DiscoveryServiceGrpc;
import io.serviceregistry.proto.v1.WatchRequest;
import io.serviceregistry.proto.v1.WatchResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * One watch that notes when something comes and how large it is, and does not look into it: a thousand readers share the machine
 * with what they read from.
 */
final class CountedWatch {
    /** What is told of one watch. Called on threads of the channel. */
    interface Reader {
        /** The snapshot is complete. */
        void synced();

        /** Something changed. */
        void changed(int bytes, long atNanos);

        /** It has ended. */
        void ended(Status status);
    }

    private static final MethodDescriptor<WatchRequest, byte[]> RAW = DiscoveryServiceGrpc.getWatchMethod().toBuilder(
                    DiscoveryServiceGrpc.getWatchMethod().getRequestMarshaller(), new Bytes())
            .build();

    private final ClientCall<WatchRequest, byte[]> call;

    private CountedWatch(ClientCall<WatchRequest, byte[]> call) {
        this.call = call;
    }

    static CountedWatch open(Channel channel, WatchRequest request, Reader reader) {
        ClientCall<WatchRequest, byte[]> call = channel.newCall(RAW, CallOptions.DEFAULT);
        call.start(
                new ClientCall.Listener<>() {
                    @Override
                    public void onMessage(byte[] response) {
                        long atNanos = System.nanoTime();
                        switch (field(response)) {
                            case WatchResponse.SYNCED_FIELD_NUMBER -> reader.synced();
                            case WatchResponse.CHANGES_FIELD_NUMBER -> reader.changed(response.length, atNanos);
                            default -> {}
                        }
                        call.request(1);
                    }

                    @Override
                    public void onClose(Status status, Metadata trailers) {
                        reader.ended(status);
                    }
                },
                new Metadata());
        call.sendMessage(request);
        call.halfClose();
        call.request(2);
        return new CountedWatch(call);
    }

    /** The number of the one field that a response has: the upper bits of its first byte. */
    static int field(byte[] response) {
        return response.length == 0 ? 0 : response[0] >> 3;
    }

    void cancel() {
        call.cancel("measured", null);
    }

    /** Responses as they are. */
    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
