package io.serviceregistry.client.internal.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serviceregistry.client.ChangeReason;
import io.serviceregistry.client.Check;
import io.serviceregistry.client.CheckStatus;
import io.serviceregistry.client.EffectiveStatus;
import io.serviceregistry.client.EmptyReason;
import io.serviceregistry.client.Instance;
import io.serviceregistry.client.InstanceFilter;
import io.serviceregistry.client.InstanceKey;
import io.serviceregistry.client.InstanceSpec;
import io.serviceregistry.client.InstanceUpdate;
import io.serviceregistry.client.LeasePolicy;
import io.serviceregistry.client.NodeRole;
import io.serviceregistry.client.OverridePage;
import io.serviceregistry.client.OverrideRequest;
import io.serviceregistry.client.OverrideScope;
import io.serviceregistry.client.ReadOptions;
import io.serviceregistry.client.RegisterCondition;
import io.serviceregistry.client.RenewalStatus;
import io.serviceregistry.client.ReportedStatus;
import io.serviceregistry.client.ServiceInstances;
import io.serviceregistry.client.ServiceQuery;
import io.serviceregistry.client.StatusOverride;
import io.serviceregistry.proto.v1.DiscoverRequest;
import io.serviceregistry.proto.v1.DiscoverResponse;
import io.serviceregistry.proto.v1.ListOverridesResponse;
import io.serviceregistry.proto.v1.RegisterRequest;
import io.serviceregistry.proto.v1.ServiceKey;
import io.serviceregistry.proto.v1.UpdateRequest;
import io.serviceregistry.proto.v1.ZoneKey;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class InstanceMapperTest {

    private final InstanceSpec full = InstanceSpec.of(new InstanceKey("prod", "payments", "i-1"))
            .withEndpoint("http", "http://10.0.0.7:8080")
            .withEndpoint("admin", "http://10.0.0.7:9090")
            .withMetadata("version", "7")
            .withMetadata("team", "money")
            .withTags(Set.of("blue"))
            .withZone("eu-1")
            .withWeight(250)
            .withStatus(ReportedStatus.STARTING)
            .withChecks(List.of(new Check("db", CheckStatus.WARNING, "slow")))
            .withLease(LeasePolicy.ofTtl(Duration.ofSeconds(5)).withRemoveAfter(Duration.ZERO));

    @Test
    void aSpecComesBackEqual() {
        assertThat(InstanceMapper.spec(RequestMapper.spec(full))).isEqualTo(full);
    }

    @Test
    void aLeaseWithoutEndComesBackEqual() {
        InstanceSpec endless = full.withLease(LeasePolicy.withoutTtl().withoutRemoval());
        assertThat(InstanceMapper.spec(RequestMapper.spec(endless))).isEqualTo(endless);
        assertThat(RequestMapper.spec(endless).getLease().getNoTtl()).isTrue();
        assertThat(RequestMapper.spec(endless).getLease().getNeverRemove()).isTrue();
    }

    @Test
    void everyFieldOfAnInstanceArrives() {
        Instance instance = InstanceMapper.instance(io.serviceregistry.proto.v1.Instance.newBuilder()
                .setSpec(RequestMapper.spec(full))
                .setLeaseId(1)
                .setStatus(io.serviceregistry.proto.v1.EffectiveStatus.EFFECTIVE_STATUS_DRAINING)
                .setHeld(true)
                .setHealthy(true)
                .setOverride(io.serviceregistry.proto.v1.Override.newBuilder()
                        .setStatus(io.serviceregistry.proto.v1.EffectiveStatus.EFFECTIVE_STATUS_DRAINING)
                        .setReason("why")
                        .setOwner("who")
                        .setExpiresAtMillis(2))
                .setRegisteredRevision(3)
                .setModifiedRevision(4)
                .setRegisteredAtMillis(5)
                .setModifiedAtMillis(6)
                .setReason(io.serviceregistry.proto.v1.ChangeReason.CHANGE_REASON_OVERRIDDEN)
                .setLapses(7)
                .setRenewals(8)
                .setLeaseRemainingMillis(9)
                .build());
        assertThat(instance)
                .hasToString("Instance[spec=" + full + ", leaseId=1, status=DRAINING, held=true, healthy=true,"
                        + " override=StatusOverride[scope=instance " + full.key()
                        + ", status=DRAINING, reason=why, owner=who, expiresAtMillis=2],"
                        + " registeredRevision=3, modifiedRevision=4, registeredAtMillis=5, modifiedAtMillis=6,"
                        + " reason=OVERRIDDEN, lapses=7, renewals=8, leaseRemaining=PT0.009S]");
    }

    @Test
    void overridesSayWhatTheyAreOn() {
        var override = io.serviceregistry.proto.v1.Override.newBuilder().setReason("why");
        ListOverridesResponse answer = ListOverridesResponse.newBuilder()
                .addOverrides(override.setInstance(RequestMapper.key(full.key())))
                .addOverrides(override.setService(
                        ServiceKey.newBuilder().setNamespace("default").setService("payments")))
                .addOverrides(override.setZone(
                        ZoneKey.newBuilder().setNamespace("default").setZone("a")))
                .addOverrides(override.clearScope()) // what a later version may know
                .setNextPageToken("more")
                .build();
        OverridePage page = AnswerMapper.overrides(answer);
        assertThat(page.overrides())
                .extracting(StatusOverride::scope)
                .containsExactly(
                        OverrideScope.instance(full.key()),
                        OverrideScope.service("default", "payments"),
                        OverrideScope.zone("default", "a"));
        assertThat(page.hasNext()).isTrue();
        for (StatusOverride each : page.overrides()) {
            assertThat(RequestMapper.setOverride(new OverrideRequest(each.scope(), EffectiveStatus.DOWN, "", "", null))
                            .hasKey())
                    .isEqualTo(each.scope() instanceof OverrideScope.OfInstance);
        }
    }

    @Test
    void absentPartsStayAbsent() {
        Instance instance = InstanceMapper.instance(io.serviceregistry.proto.v1.Instance.getDefaultInstance());
        assertThat(instance.override()).isNull();
        assertThat(instance.leaseRemaining()).isNull();
        UpdateRequest update =
                RequestMapper.update(InstanceUpdate.of(full.key(), 3)).build();
        assertThat(update.hasMetadata()).isFalse();
        assertThat(update.hasChecks()).isFalse();
        assertThat(update.hasWeight()).isFalse();
    }

    @Test
    void conditionsAreSentOnlyWhenGiven() {
        RegisterRequest none =
                RequestMapper.register(full, RegisterCondition.none()).build();
        RegisterRequest absent =
                RequestMapper.register(full, RegisterCondition.ifAbsent()).build();
        RegisterRequest previous =
                RequestMapper.register(full, RegisterCondition.previousLease(9)).build();
        assertThat(none.getConditionCase()).isEqualTo(RegisterRequest.ConditionCase.CONDITION_NOT_SET);
        assertThat(absent.getIfAbsent()).isTrue();
        assertThat(previous.getPreviousLeaseId()).isEqualTo(9);
    }

    @Test
    void readOptionsArriveAsAsked() {
        ServiceQuery query = ServiceQuery.of("payments");
        assertThat(read(query.withRead(ReadOptions.atLeast(7))))
                .returns(
                        io.serviceregistry.proto.v1.Consistency.CONSISTENCY_AT_LEAST,
                        options -> options.getConsistency())
                .returns(7L, options -> options.getMinRevision());
        assertThat(read(query.withRead(ReadOptions.local(Duration.ofMillis(250)))))
                .returns(io.serviceregistry.proto.v1.Consistency.CONSISTENCY_LOCAL, options -> options.getConsistency())
                .returns(250L, options -> options.getMaxAgeMillis());
    }

    @Test
    void aQueryArrivesAsAsked() {
        ServiceQuery query = ServiceQuery.of("payments")
                .inNamespace("prod")
                .withFilter(InstanceFilter.ALIVE)
                .withSelector("!canary")
                .withPreferredZone("eu-1", 3)
                .withLimit(20)
                .withPageToken("token")
                .withoutLeaseState();
        assertThat(RequestMapper.discover(query))
                .isEqualTo(DiscoverRequest.newBuilder()
                        .setNamespace("prod")
                        .setService("payments")
                        .setFilter(io.serviceregistry.proto.v1.InstanceFilter.INSTANCE_FILTER_ALIVE)
                        .setSelector("!canary")
                        .setPreferredZone("eu-1")
                        .setMinInZone(3)
                        .setLimit(20)
                        .setPageToken("token")
                        .setWithoutLeaseState(true)
                        .setRead(RequestMapper.read(ReadOptions.linearizable()))
                        .build());
    }

    @Test
    void aQueryWithoutAPreferenceNamesNoNumberForIt() {
        DiscoverRequest plain = RequestMapper.discover(ServiceQuery.of("payments"));
        assertThat(plain.getMinInZone()).as("refused without a zone").isZero();
        assertThat(plain.getWithoutLeaseState()).isFalse();
        assertThat(RequestMapper.discover(ServiceQuery.of("payments").withPreferredZone("eu-1"))
                        .getMinInZone())
                .isEqualTo(1);
        assertThatThrownBy(() -> ServiceQuery.of("payments").withPreferredZone("", 2))
                .hasMessage("minInstances: 2 (expected: 1 without a zone)");
        assertThatThrownBy(() -> ServiceQuery.of("payments").withPreferredZone("eu-1", 0))
                .hasMessage("minInstances: 0 (expected: > 0)");
        assertThatThrownBy(() -> ServiceQuery.of("payments").withLimit(-1)).hasMessage("limit: -1 (expected: >= 0)");
    }

    @Test
    void everythingThatAnAnswerSaysArrives() {
        DiscoverResponse answer = DiscoverResponse.newBuilder()
                .setService("payments")
                .setHeld(true)
                .setTotal(9)
                .setMatching(7)
                .setSpilledOver(true)
                .setNextPageToken("next")
                .build();
        ServiceInstances emptyPage = AnswerMapper.instances(answer);
        assertThat(emptyPage.service()).isEqualTo("payments");
        assertThat(emptyPage.held()).isTrue();
        assertThat(emptyPage.total()).isEqualTo(9);
        assertThat(emptyPage.matching()).isEqualTo(7);
        assertThat(emptyPage.spilledOver()).isTrue();
        assertThat(emptyPage.nextPageToken()).isEqualTo("next");
        assertThat(emptyPage.whyEmpty()).as("a page after others").isEmpty();
        assertThat(AnswerMapper.instances(answer.toBuilder()
                                .setEmptyReason(io.serviceregistry.proto.v1.EmptyReason.EMPTY_REASON_FILTERED_OUT)
                                .build())
                        .whyEmpty())
                .contains(EmptyReason.FILTERED_OUT);
        assertThat(AnswerMapper.instances(
                                answer.toBuilder().setEmptyReasonValue(99).build())
                        .whyEmpty())
                .as("a reason of a later version")
                .contains(EmptyReason.UNRECOGNIZED);
    }

    @Test
    void everyConstantOfTheSchemaHasAPublicName() {
        assertAllNamed(
                Enums.EFFECTIVE_STATUS,
                io.serviceregistry.proto.v1.EffectiveStatus.values(),
                EffectiveStatus.UNRECOGNIZED);
        assertAllNamed(
                Enums.REPORTED_STATUS,
                io.serviceregistry.proto.v1.ReportedStatus.values(),
                ReportedStatus.UNRECOGNIZED);
        assertAllNamed(
                Enums.CHANGE_REASON, io.serviceregistry.proto.v1.ChangeReason.values(), ChangeReason.UNRECOGNIZED);
        assertAllNamed(Enums.NODE_ROLE, io.serviceregistry.proto.v1.NodeRole.values(), NodeRole.UNRECOGNIZED);
        assertAllNamed(
                Enums.RENEWAL_STATUS, io.serviceregistry.proto.v1.RenewalStatus.values(), RenewalStatus.UNRECOGNIZED);
        assertAllNamed(Enums.CHECK_STATUS, io.serviceregistry.proto.v1.CheckStatus.values(), CheckStatus.UNRECOGNIZED);
    }

    @Test
    void whatCannotBeSentIsRefusedHere() {
        assertThatThrownBy(() -> RequestMapper.spec(full.withStatus(ReportedStatus.UNRECOGNIZED)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ReportedStatus: UNRECOGNIZED");
    }

    private static io.serviceregistry.proto.v1.ReadOptions read(ServiceQuery query) {
        DiscoverRequest request = RequestMapper.discover(query);
        return request.getRead();
    }

    private static <W extends Enum<W>, P extends Enum<P>> void assertAllNamed(
            EnumTable<W, P> table, W[] constants, P fallback) {
        Arrays.stream(constants)
                .filter(constant -> !constant.name().endsWith("_UNSPECIFIED")
                        && !constant.name().equals("UNRECOGNIZED"))
                .forEach(constant ->
                        assertThat(table.toPublic(constant)).as(constant.name()).isNotEqualTo(fallback));
        assertThat(table.toPublic(constants[constants.length - 1])).isEqualTo(fallback);
    }
}
