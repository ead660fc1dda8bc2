package io.serviceregistry.node.door;

import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Message;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The methods of the public schema, called by their descriptors: for a door that is derived from the schema, so that requests and
 * answers are mapped in one place whichever door they take. Thread-safe, never blocks.
 */
public interface SchemaCalls {
    /** An empty request of a method. */
    Message.Builder request(MethodDescriptor method);

    /** Calls a method that answers once; completes exceptionally with what {@link Failures} describes. */
    CompletableFuture<Message> call(MethodDescriptor method, Message request);

    /** Calls a method that answers with a stream. What it throws, and what ends it, is told to the reader. */
    Stream open(MethodDescriptor method, Message request, Reader reader);

    /** The way from a stream to who reads it. Called by one thread at a time; must not block. */
    interface Reader {
        /** True when it can take more; at most one message is sent beyond. When it turns true again, {@link Stream#ready} is called. */
        boolean isReady();

        void next(Message message);

        /** Nothing more will be sent; null when the stream is complete, else what {@link Failures} describes. */
        void end(@Nullable Throwable cause);
    }

    /** A stream under way. Its methods are called by one thread at a time. */
    interface Stream {
        /** The reader can take more. */
        void ready();

        /** The reader is gone; nothing is sent any more. */
        void cancel();
    }
}
