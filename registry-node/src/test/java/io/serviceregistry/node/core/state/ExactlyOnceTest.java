package io.serviceregistry.node.core.state;

import static io.serviceregistry.node.testkit.Fixtures.deregister;
import static io.serviceregistry.node.testkit.Fixtures.key;
import static io.serviceregistry.node.testkit.Fixtures.register;
import static io.serviceregistry.node.testkit.Fixtures.registerIfAbsent;
import static io.serviceregistry.node.testkit.Fixtures.updateWeight;
import static org.assertj.core.api.Assertions.assertThat;

import io.serviceregistry.node.core.command.AdoptSettings;
import io.serviceregistry.node.core.command.LoggedCommand;
import io.serviceregistry.node.core.command.Outcome;
import io.serviceregistry.node.core.command.Rejection;
import io.serviceregistry.node.core.command.RequestId;
import io.serviceregistry.node.core.command.UpdateInstance;
import io.serviceregistry.node.core.model.ClusterSettings;
import io.serviceregistry.node.core.model.LeaseRef;
import io.serviceregistry.node.core.state.RegistryState.Applied;
import io.serviceregistry.node.testkit.LoggedRegistry;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** A request takes effect once, however often it is tried. */
class ExactlyOnceTest {
    private static final String INSTANCE = "payments/i-3";
    private static final long WINDOW = ClusterSettings.DEFAULT.requestWindowMillis();

    private final LoggedRegistry registry = LoggedRegistry.started();

    @Nested
    class ARepeatedRequest {
        @Test
        void getsTheResultOfTheFirstAttemptAndChangesNothing() {
            RequestId request = request("client", 1);
            Applied first = registry.request(request, register(INSTANCE));
            registry.advance(5_000);
            registry.register("orders/i-1");
            Applied second = registry.request(request, register(INSTANCE));
            assertThat(second).isEqualTo(new Applied(first.result(), null));
            assertThat(registry.image().leases()).hasSize(2);
        }

        @Test
        void getsItAfterARestartAndAChangeOfLeaderToo() {
            RequestId request = request("client", 1);
            Applied first = registry.request(request, register(INSTANCE));
            registry.restart();
            registry.changeLeader();
            assertThat(registry.request(request, register(INSTANCE)).result()).isEqualTo(first.result());
        }

        @Test
        void getsItWhenTheEffectWasUndoneSince() {
            RequestId request = request("client", 1);
            Applied first = registry.request(request, register(INSTANCE));
            registry.apply(deregister(INSTANCE, UpdateInstance.ANY));
            assertThat(registry.request(request, register(INSTANCE)).result()).isEqualTo(first.result());
            assertThat(registry.find(INSTANCE)).isNull();
        }

        @Test
        void getsTheSameRejectionThoughItWouldNowBeGranted() {
            LeaseRef holder = registry.register(INSTANCE);
            RequestId request = request("client", 1);
            Applied first = registry.request(request, registerIfAbsent(INSTANCE));
            assertThat(first.result().outcome())
                    .isEqualTo(new Outcome.Rejected(Rejection.INSTANCE_EXISTS, holder.id()));
            registry.apply(deregister(INSTANCE, holder.id()));
            assertThat(registry.request(request, registerIfAbsent(INSTANCE)).result())
                    .isEqualTo(first.result());
        }

        @Test
        void mayComeInTheSameEntry() {
            LoggedCommand command = new LoggedCommand(request("client", 1), LoggedCommand.NO_LIMIT, register(INSTANCE));
            List<Applied> applied =
                    registry.apply(registry.nextHeader(registry.timeMillis()), List.of(command, command));
            assertThat(applied.get(1)).isEqualTo(new Applied(applied.get(0).result(), null));
            assertThat(registry.image().leases()).hasSize(1);
        }

        @Test
        void isToldFromThatOfAnotherClient() {
            registry.request(request("one", 1), register(INSTANCE));
            assertThat(registry.request(request("two", 1), register(INSTANCE)).changes())
                    .isNotNull();
        }

        @Test
        void withAnotherCommandIsRefusedAndTheFirstResultIsKept() {
            RequestId request = request("client", 1);
            Applied first = registry.request(request, register(INSTANCE));
            assertThat(rejection(registry.request(request, register("orders/i-1"))))
                    .isEqualTo(Rejection.REQUEST_ID_REUSED);
            assertThat(registry.find("orders/i-1")).isNull();
            assertThat(registry.request(request, register(INSTANCE)).result()).isEqualTo(first.result());
        }

        @Test
        void thatEmptiesAnotherListIsAnotherRequest() {
            registry.register(INSTANCE);
            UpdateInstance noMetadata =
                    new UpdateInstance(key(INSTANCE), 0, 0, null, new TreeMap<>(), null, UpdateInstance.KEEP_WEIGHT);
            UpdateInstance noChecks =
                    new UpdateInstance(key(INSTANCE), 0, 0, null, null, List.of(), UpdateInstance.KEEP_WEIGHT);
            registry.request(request("client", 1), noMetadata);
            assertThat(rejection(registry.request(request("client", 1), noChecks)))
                    .isEqualTo(Rejection.REQUEST_ID_REUSED);
        }

        @Test
        void isAnsweredEvenAfterItsDeadline() {
            RequestId request = request("client", 1);
            Applied first = registry.request(request, register(INSTANCE));
            registry.advance(5_000);
            assertThat(registry.request(request, registry.timeMillis() - 1, register(INSTANCE))
                            .result())
                    .isEqualTo(first.result());
        }
    }

    @Nested
    class AnOldRequest {
        @Test
        void isForgottenOnceItsClientHasTheAnswerAndNeverRepeated() {
            registry.request(request("client", 1), register(INSTANCE));
            registry.request(request("client", 2, 2), register("orders/i-1"));
            assertThat(registry.image().requests()).hasSize(1);
            Applied late = registry.request(request("client", 1), register(INSTANCE));
            assertThat(rejection(late)).isEqualTo(Rejection.REQUEST_TOO_OLD);
            assertThat(registry.revision()).isEqualTo(2);
        }

        @Test
        void isRememberedForAWindowAtLeast() {
            RequestId request = request("client", 1);
            Applied first = registry.request(request, register(INSTANCE));
            registry.advance(WINDOW - 1);
            assertThat(registry.request(request, register(INSTANCE)).result()).isEqualTo(first.result());
        }

        @Test
        void isForgottenInTheEnd() {
            registry.request(request("client", 1), register(INSTANCE));
            registry.advance(WINDOW);
            assertThat(registry.image().requests()).isEmpty();
            assertThat(registry.image().clients()).isEmpty();
        }

        @Test
        void isForgottenWithinTwoWindowsWhenItsClientGoesOn() {
            registry.request(request("client", 1), register(INSTANCE));
            registry.advance(WINDOW - 1);
            registry.request(request("client", 2), register(INSTANCE));
            registry.advance(WINDOW + 1);
            assertThat(registry.image().requests()).containsOnlyKeys(new RememberedRequest.Key("client", 2));
        }

        @Test
        void isForgottenInItsTurnWhenTheWindowBecomesShorter() {
            registry.request(request("early", 1), register(INSTANCE));
            registry.apply(new AdoptSettings(settings(10_000, 1_000)));
            registry.request(request("later", 1), register(INSTANCE));
            registry.advance(10_000);
            // The client that came first is looked at last: its time was set by the longer window.
            assertThat(registry.image().clients()).containsOnlyKeys("early");
        }

        @Test
        void staysTooOldWhenTheWindowBecomesLonger() {
            RequestId request = request("client", 1);
            registry.request(request, register(INSTANCE));
            registry.advance(WINDOW);
            registry.apply(new AdoptSettings(settings(10 * WINDOW, 1_000)));
            assertThat(rejection(registry.request(request, register(INSTANCE)))).isEqualTo(Rejection.REQUEST_TOO_OLD);
        }

        @Test
        void isRefusedAsIndeterminateWhenItComesLateForTheFirstTime() {
            RequestId request = request("client", 1);
            registry.advance(WINDOW + 1);
            assertThat(rejection(registry.request(request, register(INSTANCE)))).isEqualTo(Rejection.REQUEST_TOO_OLD);
        }

        @Test
        void isRefusedFromTheVeryMomentItIsForgotten() {
            RequestId request = request("client", 1);
            registry.request(request, register(INSTANCE));
            registry.advance(WINDOW);
            assertThat(registry.image().requests()).isEmpty();
            assertThat(rejection(registry.request(request, register(INSTANCE)))).isEqualTo(Rejection.REQUEST_TOO_OLD);
            assertThat(registry.revision()).isEqualTo(1);
        }

        @Test
        void isRefusedAsLongAsItMayComeThoughItsClientWasQuietSince() {
            registry.request(request("client", 1), register(INSTANCE));
            registry.advance(WINDOW - 2);
            RequestId delayed = request("client", 2, 2);
            registry.request(delayed, updateWeight(INSTANCE, UpdateInstance.ANY, 7));
            registry.advance(1);
            // The client has the answer of 2 and goes on to 3, which is dropped: nothing of the client is remembered.
            registry.request(request("client", 3, 3), registry.timeMillis() - 1, register("orders/i-1"));
            registry.apply(updateWeight(INSTANCE, UpdateInstance.ANY, 8));
            registry.advance(1); // a window after its first request, the client is looked at
            assertThat(rejection(registry.request(delayed, updateWeight(INSTANCE, UpdateInstance.ANY, 7))))
                    .isEqualTo(Rejection.REQUEST_TOO_OLD);
            assertThat(registry.instance(INSTANCE).instance().spec().weight()).isEqualTo(8);
            registry.advance(WINDOW);
            assertThat(registry.image().clients()).isEmpty();
        }

        @Test
        void isForgottenWithItsClientWhateverItsNumber() {
            registry.request(request("client", -1, 1), register(INSTANCE)); // the largest number there is, on the wire
            registry.advance(WINDOW);
            assertThat(registry.image().requests()).isEmpty();
        }

        @Test
        void ofAClientThatKnewNoTimeIsTakenForNew() {
            RequestId request = new RequestId("client", 1, 1, RequestId.ISSUED_UNKNOWN);
            registry.advance(2 * WINDOW);
            assertThat(registry.request(request, register(INSTANCE)).changes()).isNotNull();
        }
    }

    @Nested
    class ADeadline {
        @Test
        void dropsACommandThatComesLater() {
            Applied late = registry.request(request("client", 1), registry.timeMillis() - 1, register(INSTANCE));
            assertThat(late.result().outcome())
                    .isEqualTo(new Outcome.Rejected(Rejection.DEADLINE_PASSED, registry.timeMillis() - 1));
            assertThat(registry.find(INSTANCE)).isNull();
        }

        @Test
        void isMetByAnEntryOfThatVeryTime() {
            Applied applied = registry.request(request("client", 1), registry.timeMillis(), register(INSTANCE));
            assertThat(applied.changes()).isNotNull();
        }

        @Test
        void thatPassedIsNotAnOutcomeTheRequestMayBeTriedAgain() {
            RequestId request = request("client", 1);
            registry.request(request, registry.timeMillis() - 1, register(INSTANCE));
            assertThat(registry.image().requests()).isEmpty();
            assertThat(registry.request(request, register(INSTANCE)).result().outcome())
                    .isInstanceOf(Outcome.Registered.class);
        }
    }

    @Nested
    class AFullTable {
        private final LoggedRegistry small = LoggedRegistry.started(settings(600_000, 4));

        @Test
        void shedsNewRequestsWithTheLimitAndStillAnswersRepeatedOnes() {
            Applied first = small.request(request("client", 1), register(INSTANCE));
            small.request(request("client", 2), register(INSTANCE));
            small.request(request("client", 3), register(INSTANCE));
            assertThat(small.request(request("client", 4), register(INSTANCE))
                            .result()
                            .outcome())
                    .isEqualTo(new Outcome.Rejected(Rejection.TOO_MANY_REQUESTS_REMEMBERED, 4));
            assertThat(small.request(request("client", 1), register(INSTANCE)).result())
                    .isEqualTo(first.result());
            assertThat(small.revision()).isEqualTo(3);
        }

        @Test
        void isNeverFullerThanItsLimit() {
            small.request(request("one", 1), register(INSTANCE));
            small.request(request("one", 2), register(INSTANCE));
            assertThat(rejection(small.request(request("two", 1), register(INSTANCE)))) // would take two places
                    .isEqualTo(Rejection.TOO_MANY_REQUESTS_REMEMBERED);
            assertThat(small.request(request("one", 3), register(INSTANCE)).changes())
                    .isNotNull();
            assertThat(small.image().requests().size() + small.image().clients().size())
                    .isEqualTo(4);
        }

        @Test
        void makesRoomWhenAClientHasItsAnswers() {
            for (int sequence = 1; sequence <= 100; sequence++) {
                Applied applied = small.request(request("client", sequence, sequence), register(INSTANCE));
                assertThat(applied.changes()).isNotNull();
            }
        }

        @Test
        void acceptsAShedRequestUnderTheSameIdLater() {
            for (int sequence = 1; sequence <= 3; sequence++) {
                small.request(request("client", sequence), register(INSTANCE));
            }
            RequestId shed = request("client", 4, 3);
            assertThat(small.request(shed, register(INSTANCE)).result().outcome())
                    .isInstanceOf(Outcome.Registered.class);
        }

        @Test
        void doesNotConcernRenewals() {
            LeaseRef lease = small.register(INSTANCE);
            for (int sequence = 1; sequence <= 4; sequence++) {
                small.request(request("client", sequence), updateWeight(INSTANCE, lease.id(), sequence));
            }
            small.renew(lease);
            assertThat(small.lease(lease).renewals()).isEqualTo(1);
        }
    }

    private RequestId request(String client, long sequence) {
        return request(client, sequence, 1);
    }

    private RequestId request(String client, long sequence, long lowestUnanswered) {
        return new RequestId(client, sequence, lowestUnanswered, registry.timeMillis());
    }

    private static ClusterSettings settings(long windowMillis, long maxRemembered) {
        return new ClusterSettings(5_000, windowMillis, maxRemembered, 100, 1_000, 50, 5, 600_000);
    }

    private static Rejection rejection(Applied applied) {
        return ((Outcome.Rejected) applied.result().outcome()).reason();
    }
}
