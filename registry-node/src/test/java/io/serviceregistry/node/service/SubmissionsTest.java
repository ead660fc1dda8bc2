package io.serviceregistry.node.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serviceregistry.node.core.command.LoggedCommand;
import io.serviceregistry.node.core.command.RaiseFeatureLevel;
import io.serviceregistry.node.core.command.Rejection;
import io.serviceregistry.node.core.command.RequestId;
import io.serviceregistry.node.core.command.Result;
import io.serviceregistry.node.core.command.SetOverride;
import io.serviceregistry.node.core.model.Status;
import io.serviceregistry.node.replication.Lane;
import io.serviceregistry.node.replication.NotProposedException;
import io.serviceregistry.node.testkit.Fixtures;
import io.serviceregistry.node.testkit.ManualReadiness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class SubmissionsTest {
    private static final Duration BUDGET = Duration.ofSeconds(2);

    private final RecordingWrites log = new RecordingWrites();
    private final ManualReadiness readiness = new ManualReadiness();
    private final AdmissionControl admission = new AdmissionControl(readiness);
    private final RequestIdentity identity = new RequestIdentity("n1", new SplittableRandom(1), log.views());
    private final Submissions submissions = new Submissions(log, log.views(), identity, admission);

    @Test
    void commandIsGoodForItsBudgetAndSomeSlack() {
        long nowMillis = log.views().current().image().timeMillis();
        submit("payments/i-1");
        assertThat(log.last().command().notAfterMillis()).isEqualTo(nowMillis + 2_000 + 5_000);
        assertThat(log.last().budget()).isEqualTo(BUDGET);
    }

    @Test
    void callersIdIsKeptAndAMissingOneIsGiven() {
        RequestId own = new RequestId("client", 3, 2, 0);
        submissions
                .submit(Lane.REGISTRATION, own, Fixtures.register("payments/i-1"), BUDGET)
                .join();
        assertThat(log.last().command().request()).isEqualTo(own);

        submit("payments/i-2");
        RequestId given = request(log.last().command());
        assertThat(given.clientId()).startsWith("node:n1:").hasSize("node:n1:".length() + 32);
        assertThat(given.sequence()).isEqualTo(1);
        assertThat(given.issuedAtMillis())
                .isEqualTo(log.views().current().image().timeMillis());
    }

    @Test
    void givenIdsNeverPassARequestThatIsStillUnanswered() {
        List<LoggedCommand> proposed = new ArrayList<>();
        CompletableFuture<Result> slow = new CompletableFuture<>();
        Submissions slowly = new Submissions(
                (lane, command, budget) -> {
                    proposed.add(command);
                    return proposed.size() == 2 ? slow : log.submit(lane, command, budget);
                },
                log.views(),
                identity,
                admission);
        for (int i = 0; i < 4; i++) {
            var unused = slowly.submit(Lane.REGISTRATION, null, Fixtures.register("payments/i-" + i), BUDGET);
        }
        slow.completeExceptionally(new NotProposedException(NotProposedException.Reason.OVERLOADED));
        var unused = slowly.submit(Lane.REGISTRATION, null, Fixtures.register("payments/i-4"), BUDGET);

        assertThat(proposed)
                .extracting(command -> request(command).lowestUnanswered())
                .containsExactly(1L, 2L, 2L, 2L, 5L);
    }

    @Test
    void whatAMemberMayNotUnderstandIsNotProposed() {
        SetOverride command = Fixtures.override(Fixtures.zone("a"), Status.DOWN);
        assertThatThrownBy(() -> submissions.submit(Lane.LEAVE, null, command, BUDGET))
                .isInstanceOf(FeatureLevelTooLowException.class)
                .hasMessage("it needs feature level 2, and the cluster is at level 1: a member runs an older version,"
                        + " or could not be asked yet");
        assertThat(log.submitted()).isEmpty();

        log.change(registry -> registry.apply(new RaiseFeatureLevel(registry.term(), 2)));
        submissions.submit(Lane.LEAVE, null, command, BUDGET).join();
        assertThat(log.submitted()).hasSize(1);
    }

    @Test
    void refusalByTheStateIsAnException() {
        submit("payments/i-1");
        assertThatThrownBy(() -> submissions
                        .submit(Lane.REGISTRATION, null, Fixtures.registerIfAbsent("payments/i-1"), BUDGET)
                        .join())
                .cause()
                .isInstanceOfSatisfying(RejectedException.class, rejected -> {
                    assertThat(rejected.reason()).isEqualTo(Rejection.INSTANCE_EXISTS);
                    assertThat(rejected.detail()).isEqualTo(1);
                });
    }

    @Test
    void nothingIsProposedByANodeThatDoesNotServe() {
        readiness.notReady(Optional.of("catching up"));
        assertThatThrownBy(() -> submit("payments/i-1"))
                .isInstanceOfSatisfying(
                        NotServingException.class,
                        e -> assertThat(e.reason()).isEqualTo(NotServingException.Reason.NOT_READY));
        readiness.notReady(Optional.empty());
        admission.stop();
        assertThatThrownBy(() -> submit("payments/i-1"))
                .isInstanceOfSatisfying(
                        NotServingException.class,
                        e -> assertThat(e.reason()).isEqualTo(NotServingException.Reason.STOPPING));
        assertThat(log.submitted()).isEmpty();
    }

    private void submit(String path) {
        submissions
                .submit(Lane.REGISTRATION, null, Fixtures.register(path), BUDGET)
                .join();
    }

    private static RequestId request(LoggedCommand command) {
        return Objects.requireNonNull(command.request());
    }
}
