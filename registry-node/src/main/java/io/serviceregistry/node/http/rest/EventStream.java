package io.serviceregistry.node.http.rest;

import com.google.protobuf.Message;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.util.TimeoutMode;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.serviceregistry.node.door.Failures.Kind;
import io.serviceregistry.node.door.SchemaCalls;
import io.serviceregistry.node.http.Problems;
import io.serviceregistry.proto.v1.WatchResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One watch as a stream of server-sent events. It is ready for the next event when the one before has gone out to the connection, so that
 * a reader who does not read costs one event beside what the system buffers; the rest waits in the change log.
 *
 * <p>What ends it before the first event is an error of the request; later it is a last event, named {@code error}. Thread-safe.
 */
final class EventStream implements SchemaCalls.Reader {
    /** For a reader to take what is left, once nothing more will come. */
    private static final Duration LAST_EVENTS = Duration.ofSeconds(10);

    private static final ResponseHeaders HEADERS = ResponseHeaders.builder(HttpStatus.OK)
            .contentType(MediaType.EVENT_STREAM)
            .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
            .set("x-accel-buffering", "no") // proxies that collect answers pass these on at once
            .build();

    private final ServiceRequestContext ctx;
    private final Answers answers;
    private final String clusterId;
    private final double share;
    private final CompletableFuture<HttpResponse> begun = new CompletableFuture<>();
    private final HttpResponse response = HttpResponse.of(begun);
    private volatile SchemaCalls.@Nullable Stream stream;
    private volatile @Nullable HttpResponseWriter writer;
    private volatile boolean sending;

    /** {@code share} is this reader's of the time over which all are to come back, 0..1. */
    EventStream(ServiceRequestContext ctx, Answers answers, String clusterId, double share) {
        this.ctx = ctx;
        this.answers = answers;
        this.clusterId = clusterId;
        this.share = share;
    }

    /** What the caller is sent. */
    HttpResponse response() {
        return response;
    }

    /** Called once, with the stream that this is the reader of; on the event loop of the request, as all that wakes it. */
    void begin(SchemaCalls.Stream opened) {
        stream = opened;
        var unused = response.whenComplete().handle((done, failure) -> {
            opened.cancel(); // nothing, when it has ended
            return done;
        });
        wake();
    }

    private void wake() {
        SchemaCalls.Stream opened = stream;
        if (opened != null && isReady()) {
            opened.ready();
        }
    }

    @Override
    public boolean isReady() {
        return !sending;
    }

    @Override
    public void next(Message message) {
        HttpResponseWriter out = writer;
        if (out == null) {
            out = HttpResponse.streaming();
            out.write(HEADERS);
            writer = out;
            begun.complete(out);
        }
        sending = true;
        out.write(HttpData.ofUtf8(event((WatchResponse) message)));
        var unused = out.whenConsumed().thenRun(() -> {
            sending = false;
            wake();
        });
    }

    private String event(WatchResponse message) {
        StringBuilder event = new StringBuilder();
        event.append("event: ")
                .append(message.getContentCase().name().toLowerCase(Locale.ROOT))
                .append('\n');
        EventId.after(clusterId, message)
                .ifPresent(id -> event.append("id: ").append(id).append('\n'));
        int spreadMillis = Math.max(
                message.getSynced().getReconnectSpreadMillis(),
                message.getBookmark().getReconnectSpreadMillis());
        if (spreadMillis > 0) {
            event.append("retry: ").append(1 + (int) (spreadMillis * share)).append('\n');
        }
        return event.append("data: ")
                .append(answers.withoutLeaseState(message))
                .append("\n\n")
                .toString();
    }

    @Override
    public void end(@Nullable Throwable cause) {
        Throwable why = cause == null ? new IllegalStateException("a watch has no end of its own") : cause;
        HttpResponseWriter out = writer;
        if (out == null) {
            begun.complete(Problems.response(why, Kind.READ).toHttpResponse());
            return;
        }
        ctx.setRequestTimeout(TimeoutMode.SET_FROM_NOW, LAST_EVENTS);
        out.write(HttpData.ofUtf8("event: error\ndata: "
                + Problems.of(why, Kind.READ).toResponse().contentUtf8() + "\n\n"));
        out.close();
    }
}
