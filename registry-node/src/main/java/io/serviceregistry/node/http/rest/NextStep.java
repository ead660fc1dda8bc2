package io.serviceregistry.node.http.rest;

import com.google.protobuf.Message;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import io.serviceregistry.node.door.Failures.Kind;
import io.serviceregistry.node.door.SchemaCalls;
import io.serviceregistry.node.http.Problems;
import io.serviceregistry.proto.v1.ResumePoint;
import io.serviceregistry.proto.v1.WatchResponse;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The first step of a watch, which the answer to a long poll is: the changes that lead to the next state, or a snapshot with all its
 * parts. A bookmark is none: the last of them is the answer when there has been {@link #enough} waiting. Thread-safe.
 */
final class NextStep implements SchemaCalls.Reader {
    private static final ResponseHeaders HEADERS = ResponseHeaders.builder(HttpStatus.OK)
            .contentType(MediaType.JSON)
            .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
            .build();

    private final Answers answers;
    private final String clusterId;
    private final CompletableFuture<HttpResponse> answer = new CompletableFuture<>();
    private final HttpResponse response = HttpResponse.of(answer);
    private final StringJoiner parts = new StringJoiner(",");
    private @Nullable WatchResponse bookmark;
    private boolean begun;
    private boolean waitedEnough;

    NextStep(Answers answers, String clusterId) {
        this.answers = answers;
        this.clusterId = clusterId;
    }

    /** What the caller is sent. */
    HttpResponse response() {
        return response;
    }

    /** Called once, with the stream that this is the reader of. */
    void begin(SchemaCalls.Stream opened) {
        var unused = response.whenComplete().handle((done, failure) -> {
            opened.cancel();
            return done;
        });
    }

    /** Answers with what there is, unless parts of a step are missing still. */
    synchronized void enough() {
        waitedEnough = true;
        answerWithBookmark();
    }

    private void answerWithBookmark() {
        WatchResponse last = bookmark;
        if (waitedEnough && last != null && !begun) {
            complete(last);
        }
    }

    @Override
    public boolean isReady() {
        return !answer.isDone();
    }

    @Override
    public synchronized void next(Message message) {
        WatchResponse next = (WatchResponse) message;
        if (answer.isDone()) {
            return; // what came in the meantime is asked for by the next poll
        }
        if (next.hasBookmark()) {
            bookmark = next;
            answerWithBookmark();
        } else if (EventId.after(clusterId, next).isPresent()) {
            complete(next);
        } else {
            begun = true;
            parts.add(answers.withoutLeaseState(next));
        }
    }

    private void complete(WatchResponse last) {
        parts.add(answers.withoutLeaseState(last));
        Optional<ResumePoint> reached = EventId.after(clusterId, last).map(id -> EventId.read("id", id));
        String json = "{\"cluster_id\":\"" + clusterId + "\",\"revision\":\""
                + Long.toUnsignedString(reached.map(ResumePoint::getRevision).orElse(0L)) + "\",\"responses\":["
                + parts + "]}\n";
        answer.complete(HttpResponse.of(HEADERS, HttpData.ofUtf8(json)));
    }

    @Override
    public synchronized void end(@Nullable Throwable cause) {
        Throwable why = cause == null ? new IllegalStateException("a watch has no end of its own") : cause;
        answer.complete(Problems.response(why, Kind.READ).toHttpResponse());
    }
}
