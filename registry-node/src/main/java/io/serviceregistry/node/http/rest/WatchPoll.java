package io.serviceregistry.node.http.rest;

import com.google.protobuf.Message;
import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.common.util.TimeoutMode;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.serviceregistry.node.door.Failures.Kind;
import io.serviceregistry.node.door.SchemaCalls;
import io.serviceregistry.node.http.ObservedRequests;
import io.serviceregistry.node.http.Problems;
import io.serviceregistry.node.service.InvalidFieldException;
import io.serviceregistry.proto.v1.ResumePoint;
import io.serviceregistry.proto.v1.WatchRequest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Serves watches by long polls: each request opens a watch, and ends it with the first step. */
final class WatchPoll implements HttpService {
    static final String AFTER = "after";
    static final String CLUSTER_ID = "cluster_id";
    static final String WAIT = "wait";

    private static final Pattern TIME = Pattern.compile("(\\d{1,6})(ms|s)");
    private static final Duration MAX_WAIT = Duration.ofSeconds(60);
    private static final String DEFAULT_WAIT = "30s";

    /** For the watch to begin, which may have to wait for a majority. */
    private static final Duration BEGIN = Duration.ofSeconds(15);

    private final Binding binding;
    private final RequestReader reader;
    private final SchemaCalls calls;
    private final Answers answers;
    private final String clusterId;

    WatchPoll(Binding binding, SchemaCalls calls, Answers answers, String clusterId) {
        this.binding = binding;
        this.reader = new RequestReader(binding);
        this.calls = calls;
        this.answers = answers;
        this.clusterId = clusterId;
    }

    @Override
    public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) {
        return HttpResponse.of(request.aggregate().thenApply(whole -> open(ctx, whole)));
    }

    private HttpResponse open(ServiceRequestContext ctx, AggregatedHttpRequest request) {
        Message message;
        Duration wait;
        try {
            reader.requireNoBody(request);
            wait = wait(one(ctx.queryParams(), WAIT, DEFAULT_WAIT));
            message = message(ctx);
        } catch (InvalidFieldException e) {
            return Problems.response(e, Kind.READ).toHttpResponse();
        }
        ObservedRequests.openEnded(ctx);
        ctx.setRequestTimeout(TimeoutMode.SET_FROM_NOW, BEGIN.plus(wait));
        NextStep step = new NextStep(answers, clusterId);
        step.begin(calls.open(binding.method(), message, step));
        var timeout = ctx.eventLoop().schedule(step::enough, wait.toMillis(), TimeUnit.MILLISECONDS);
        var unused = step.response().whenComplete().handle((done, failure) -> timeout.cancel(false));
        return step.response();
    }

    private Message message(ServiceRequestContext ctx) {
        QueryParams query = ctx.queryParams();
        Message.Builder message = calls.request(binding.method());
        reader.read(ctx.rawPath(), query, new byte[0], message);
        String after = one(query, AFTER, "");
        String cluster = one(query, CLUSTER_ID, clusterId);
        if (after.isEmpty()) {
            return message.build();
        }
        var revision = ResumePoint.getDescriptor().findFieldByNumber(ResumePoint.REVISION_FIELD_NUMBER);
        return ((WatchRequest.Builder) message)
                .setResume(ResumePoint.newBuilder().setClusterId(cluster).setRevision((long)
                        FieldText.value(revision, AFTER, after)))
                .build();
    }

    private static String one(QueryParams query, String name, String absent) {
        List<String> values = query.getAll(name);
        if (values.size() > 1) {
            throw new InvalidFieldException(name, values.size() + " of them", "at most one");
        }
        return values.isEmpty() ? absent : values.get(0);
    }

    private static Duration wait(String text) {
        Matcher time = TIME.matcher(text);
        if (time.matches()) {
            long count = Long.parseLong(time.group(1));
            Duration wait = time.group(2).equals("s") ? Duration.ofSeconds(count) : Duration.ofMillis(count);
            if (wait.compareTo(MAX_WAIT) <= 0) {
                return wait;
            }
        }
        throw new InvalidFieldException(WAIT, text, "0s..60s, such as 30s or 500ms");
    }
}
