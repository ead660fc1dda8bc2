package io.serviceregistry.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.serviceregistry.client.Check;
import io.serviceregistry.client.CheckStatus;
import io.serviceregistry.client.Endpoint;
import io.serviceregistry.client.InstanceSpec;
import io.serviceregistry.client.LeasePolicy;
import io.serviceregistry.client.ReadOptions;
import io.serviceregistry.client.ReportedStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.TypeConversionException;

/** From the words of a command line to what the client library takes. */
class ConvertersTest {

    @Test
    void anEndpointMayHaveAName() {
        EndpointConverter converter = new EndpointConverter();
        assertThat(converter.convert("http://h:80/?a=b")).isEqualTo(new Endpoint("", "http://h:80/?a=b"));
        assertThat(converter.convert("admin=http://h:81/?a=b")).isEqualTo(new Endpoint("admin", "http://h:81/?a=b"));
    }

    @Test
    void aCheckMayHaveAnOutput() {
        CheckConverter converter = new CheckConverter();
        assertThat(converter.convert("disk=passing")).isEqualTo(new Check("disk", CheckStatus.PASSING));
        assertThat(converter.convert("disk=warning:91% full: soon"))
                .isEqualTo(new Check("disk", CheckStatus.WARNING, "91% full: soon"));
        assertThatExceptionOfType(TypeConversionException.class).isThrownBy(() -> converter.convert("disk=fine"));
    }

    @Test
    void aReadIsOfOneOfThreeConsistencies() {
        ReadConsistency.Converter converter = new ReadConsistency.Converter();
        assertThat(converter.convert("linearizable")).isEqualTo(ReadOptions.linearizable());
        assertThat(converter.convert("local")).isEqualTo(ReadOptions.local());
        assertThat(converter.convert("at-least=12")).isEqualTo(ReadOptions.atLeast(12));
        assertThatExceptionOfType(TypeConversionException.class).isThrownBy(() -> converter.convert("at-least=x"));
        assertThatExceptionOfType(TypeConversionException.class).isThrownBy(() -> converter.convert("at-least=-1"));
    }

    @Test
    void aSpecWithEverything() {
        InstanceSpec spec = spec(
                "payments",
                "--id",
                "p1",
                "--ns",
                "shop",
                "--endpoint",
                "http://h:80",
                "--endpoint",
                "admin=http://h:81",
                "--ttl",
                "300s",
                "--remove-after",
                "never",
                "--meta",
                "version=2",
                "--meta",
                "note=a=b",
                "--meta",
                "empty=",
                "--tag",
                "@canary",
                "--tag",
                "blue",
                "--zone",
                "a",
                "--weight",
                "7",
                "--status",
                "starting",
                "--check",
                "disk=passing");
        assertThat(spec.key()).hasToString("shop/payments/p1");
        assertThat(spec.endpoints()).containsExactly(Endpoint.of("http://h:80"), new Endpoint("admin", "http://h:81"));
        assertThat(spec.lease()).isEqualTo(new LeasePolicy(Duration.ofMinutes(5), null));
        assertThat(spec.metadata()).isEqualTo(Map.of("version", "2", "note", "a=b", "empty", ""));
        assertThat(spec.tags()).isEqualTo(Set.of("@canary", "blue"));
        assertThat(spec.zone()).isEqualTo("a");
        assertThat(spec.weight()).isEqualTo(7);
        assertThat(spec.status()).isEqualTo(ReportedStatus.STARTING);
        assertThat(spec.checks()).isEqualTo(List.of(new Check("disk", CheckStatus.PASSING)));
    }

    @Test
    void aSpecWithNothingTakesTheDefaults() {
        InstanceSpec spec = spec("payments", "--id", "p1");
        assertThat(spec.key()).hasToString("default/payments/p1");
        assertThat(spec.lease()).isEqualTo(LeasePolicy.DEFAULT);
        assertThat(spec.weight()).isEqualTo(InstanceSpec.DEFAULT_WEIGHT);
        assertThat(spec.status()).isEqualTo(ReportedStatus.UP);
    }

    @Test
    void noTtlMeansNoHeartbeats() {
        assertThat(spec("payments", "--id", "p1", "--ttl", "none").lease().ttl())
                .isNull();
        assertThat(spec("payments", "--id", "p1", "--remove-after", "0s")
                        .lease()
                        .removeAfter())
                .isEqualTo(Duration.ZERO);
    }

    private static InstanceSpec spec(String... args) {
        SpecArguments arguments = new SpecArguments();
        new CommandLine(CommandLine.Model.CommandSpec.create()
                        .addMixin("spec", CommandLine.Model.CommandSpec.forAnnotatedObject(arguments)))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExpandAtFiles(false)
                .parseArgs(args);
        return arguments.spec();
    }
}
