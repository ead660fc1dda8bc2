package io.serviceregistry.node.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.rpc.Code;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpHeaderNames;
import io.serviceregistry.node.core.command.Position;
import io.serviceregistry.node.core.command.Rejection;
import io.serviceregistry.node.door.Failures.Kind;
import io.serviceregistry.node.replication.NotProposedException;
import io.serviceregistry.node.service.InvalidFieldException;
import io.serviceregistry.node.service.NotServingException;
import io.serviceregistry.node.service.RejectedException;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of errors as HTTP tells it. */
class ProblemsTest {

    @ParameterizedTest
    @CsvSource({
        "OK, 200",
        "CANCELLED, 499",
        "UNKNOWN, 500",
        "INVALID_ARGUMENT, 400",
        "DEADLINE_EXCEEDED, 504",
        "NOT_FOUND, 404",
        "ALREADY_EXISTS, 409",
        "PERMISSION_DENIED, 403",
        "UNAUTHENTICATED, 401",
        "RESOURCE_EXHAUSTED, 429",
        "FAILED_PRECONDITION, 400",
        "ABORTED, 409",
        "OUT_OF_RANGE, 400",
        "UNIMPLEMENTED, 501",
        "INTERNAL, 500",
        "UNAVAILABLE, 503",
        "DATA_LOSS, 500"
    })
    void codesHaveTheStatusThatTheirCommentsName(Code code, int status) {
        assertThat(Problems.status(code).code()).isEqualTo(status);
    }

    @Test
    void aProblemNamesItsReasonAndItsParticulars() throws Exception {
        Throwable invalid = new CompletionException(new InvalidFieldException("key.service", "a b", "a name"));
        Problem problem = Problems.of(invalid, Kind.READ);
        assertThat(problem.reason()).isEqualTo("INVALID_FIELD");
        assertThat(problem.status().code()).isEqualTo(400);
        assertThat(problem.detail()).isEqualTo("key.service: a b (expected: a name)");
        assertThat(problem.particulars())
                .containsOnlyKeys("field", "value", "rule")
                .containsEntry("field", "key.service");
        assertThat(new ObjectMapper()
                        .readTree(Problems.response(invalid, Kind.READ).contentUtf8())
                        .at("/particulars/rule")
                        .asText())
                .isEqualTo("a name");
    }

    @Test
    void whoeverWroteIsToldWhetherItWasApplied() {
        assertThat(Problems.of(rejected(Rejection.INSTANCE_NOT_FOUND), Kind.WRITE)
                        .particulars())
                .containsEntry("outcome", "not_applied");
        assertThat(Problems.of(rejected(Rejection.REQUEST_TOO_OLD), Kind.WRITE).particulars())
                .containsEntry("outcome", "indeterminate");
        assertThat(Problems.of(rejected(Rejection.INSTANCE_NOT_FOUND), Kind.READ)
                        .particulars())
                .doesNotContainKey("outcome");
    }

    @Test
    void whereWaitingHelpsTheHeaderSaysForHowManySeconds() {
        AggregatedHttpResponse noLeader =
                Problems.response(new NotProposedException(NotProposedException.Reason.NO_LEADER), Kind.WRITE);
        assertThat(noLeader.status().code()).isEqualTo(503);
        assertThat(noLeader.headers().get(HttpHeaderNames.RETRY_AFTER)).isEqualTo("1");
        assertThat(noLeader.contentUtf8()).contains("\"retry_after_millis\":\"500\"");

        AggregatedHttpResponse full = Problems.response(rejected(Rejection.TOO_MANY_REQUESTS_REMEMBERED), Kind.WRITE);
        assertThat(full.status().code()).isEqualTo(429);
        assertThat(full.headers().get(HttpHeaderNames.RETRY_AFTER)).isEqualTo("5");

        AggregatedHttpResponse stopping = Problems.response(
                new NotServingException(NotServingException.Reason.STOPPING, "the node is stopping"), Kind.WRITE);
        assertThat(stopping.status().code()).isEqualTo(503);
        assertThat(stopping.headers().contains(HttpHeaderNames.RETRY_AFTER)).isFalse();
    }

    @Test
    void whatNobodyExpectedSaysNothingOfTheInside() {
        Problem problem = Problems.of(new IllegalStateException("with a secret"), Kind.READ);
        assertThat(problem.status().code()).isEqualTo(500);
        assertThat(problem.toString()).doesNotContain("secret");
    }

    private static RejectedException rejected(Rejection reason) {
        return new RejectedException(new Position(1, 2, 3, 4), reason, 7);
    }
}
