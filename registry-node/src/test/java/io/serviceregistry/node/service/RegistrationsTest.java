package io.serviceregistry.node.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.serviceregistry.node.core.command.Outcome;
import io.serviceregistry.node.core.command.RegisterInstance;
import io.serviceregistry.node.core.command.RegisterInstance.Condition;
import io.serviceregistry.node.core.model.InstanceKey;
import io.serviceregistry.node.core.model.InstanceSpec;
import io.serviceregistry.node.core.model.Status;
import io.serviceregistry.node.replication.Lane;
import io.serviceregistry.node.service.Registrations.Registered;
import io.serviceregistry.node.testkit.Fixtures;
import io.serviceregistry.node.testkit.ManualReadiness;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegistrationsTest {
    private static final Duration BUDGET = Duration.ofSeconds(2);

    private final RecordingWrites log = new RecordingWrites();
    private final AdmissionControl admission = new AdmissionControl(new ManualReadiness());
    private final Registrations registrations = new Registrations(
            new Submissions(
                    log, log.views(), new RequestIdentity("n1", new SplittableRandom(1), log.views()), admission),
            log,
            admission);

    @Test
    void whatTheOwnerLeavesOutHasItsDefault() {
        Registered registered = register(LeaseTerms.DEFAULT);
        InstanceSpec spec = ((RegisterInstance) log.lastCommand()).spec();
        assertThat(spec.key()).isEqualTo(InstanceKey.of("default", "payments", "i-1"));
        assertThat(spec.weight()).isEqualTo(100);
        assertThat(spec.status()).isEqualTo(Status.UP);
        assertThat(spec.ttlMillis()).isEqualTo(15_000);
        assertThat(spec.removeAfterMillis()).isEqualTo(60_000);
        assertThat(registered.ttlMillis()).isEqualTo(15_000);
        assertThat(log.last().lane()).isEqualTo(Lane.REGISTRATION);
    }

    @Test
    void halfOfASurrogatePairIsNoText() {
        // Each node would keep what it read: the one that took the request this, those that read the log a question
        // mark.
        InstanceUpdate update = new InstanceUpdate(
                Fixtures.key("payments/i-1"), 0, 0, null, Map.of("name", "broken \uD83D"), null, null);
        assertThatThrownBy(() -> registrations.update(null, update, BUDGET))
                .isInstanceOfSatisfying(
                        InvalidFieldException.class,
                        invalid -> assertThat(invalid.field()).isEqualTo("metadata.entries.value"));
        assertThat(log.submitted()).isEmpty();
    }

    @Test
    void leaseMayStayForEver() {
        assertThat(register(new LeaseTerms(null, true, null, true)).ttlMillis()).isZero();
        InstanceSpec spec = ((RegisterInstance) log.lastCommand()).spec();
        assertThat(spec.ttlMillis()).isEqualTo(InstanceSpec.NO_TTL);
        assertThat(spec.removeAfterMillis()).isEqualTo(InstanceSpec.NEVER_REMOVE);
    }

    @ParameterizedTest
    @CsvSource({
        "STARTING, REGISTRATION",
        "UP, REGISTRATION",
        "DOWN, LEAVE",
        "OUT_OF_SERVICE, LEAVE",
        "DRAINING, LEAVE",
        ", REGISTRATION"
    })
    void whoeverLeavesDoesNotWaitBehindThoseWhoCome(@Nullable Status status, Lane lane) {
        register(LeaseTerms.DEFAULT);
        InstanceUpdate update = new InstanceUpdate(Fixtures.key("payments/i-1"), 0, 0, status, null, null, 7L);
        registrations.update(null, update, BUDGET).join();
        assertThat(log.last().lane()).isEqualTo(lane);

        registrations.deregister(null, Fixtures.key("payments/i-1"), 0, BUDGET).join();
        assertThat(log.last().lane()).isEqualTo(Lane.LEAVE);
    }

    @Test
    void renewalsMayComeInAnyOrder() {
        long first = register(LeaseTerms.DEFAULT).leaseId();
        long second = register(LeaseTerms.DEFAULT).leaseId();
        Outcome.Renewed renewed =
                registrations.renew(new long[] {99, second, first}).join().exceptions();
        assertThat(renewed).isEqualTo(new Outcome.Renewed(List.of(), List.of(first), List.of(99L)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://10.0.0.7:8080",
                "http://10.0.0.7",
                "https://example.org/path?query#fragment",
                "grpc://my_service:9000",
                "tcp://[2001:db8::1]:53",
                "postgres://user:secret@db.internal:5432/orders",
                "unix+http://h:1"
            })
    void addressWithSchemeAndHostIsTaken(String uri) {
        assertThat(EndpointUri.check("uri", uri)).isEqualTo(uri);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "10.0.0.7:8080",
                "http://",
                "http:///path",
                "http://:8080",
                "grpc://10.0.0.7",
                "http://10.0.0.7:0",
                "http://10.0.0.7:65536",
                "http://10.0.0.7:99999999999",
                "http://10.0.0.7:80 80",
                "http://h\u00f6st:80",
                "http://[::1:80",
                "mailto:someone",
                "http://a b/",
                "http://host:80\n"
            })
    void addressWithoutSchemeOrHostIsRefused(String uri) {
        assertThatThrownBy(() -> EndpointUri.check("uri", uri)).isInstanceOf(InvalidFieldException.class);
    }

    private Registered register(LeaseTerms lease) {
        InstanceDraft draft = new InstanceDraft(
                InstanceKey.of("", "payments", "i-1"), List.of(), Map.of(), List.of(), "", 0, null, List.of(), lease);
        return registrations.register(null, draft, Condition.NONE, 0, BUDGET).join();
    }
}
