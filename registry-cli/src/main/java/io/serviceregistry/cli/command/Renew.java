package io.serviceregistry.cli.command;

import io.serviceregistry.cli.outcome.CliException;
import io.serviceregistry.cli.outcome.ExitCode;
import io.serviceregistry.cli.output.WriteJson;
import io.serviceregistry.client.ReadOptions;
import io.serviceregistry.client.RegistryClient;
import io.serviceregistry.client.RenewalStatus;
import io.serviceregistry.client.Renewals;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** One renewal. */
@Command(
        name = "renew",
        description = "Renew the lease of an instance once: of whoever holds it, or only of the lease given.")
final class Renew implements Callable<Integer> {
    private final Session session;

    @Mixin
    private InstanceArguments instance = new InstanceArguments();

    @Option(names = "--lease", paramLabel = "N", description = "The lease; default: the one the instance has now.")
    private @Nullable Long lease;

    Renew(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        try (RegistryClient client = session.connect()) {
            long leaseId = lease != null
                    ? lease
                    : client.getInstance(instance.key(), ReadOptions.linearizable())
                            .instance()
                            .leaseId();
            Renewals renewals = client.renew(List.of(leaseId));
            RenewalStatus status = renewals.outcomes().getOrDefault(leaseId, RenewalStatus.UNRECOGNIZED);
            throwUnlessRenewed(leaseId, status);
            session.answer(
                    WriteJson.of(instance.key())
                            .put("lease_id", leaseId)
                            .put("status", status.name())
                            .put("revision", renewals.header().revision()),
                    () -> session.terminal()
                            .answer((status == RenewalStatus.RECOVERED ? "Recovered " : "Renewed ") + instance.key()
                                    + ": lease " + leaseId
                                    + (status == RenewalStatus.RECOVERED ? ", which had lapsed" : "")));
        }
        return 0;
    }

    private void throwUnlessRenewed(long leaseId, RenewalStatus status) {
        switch (status) {
            case RENEWED, RECOVERED -> {}
            case REPLACED ->
                throw new CliException(
                        ExitCode.FENCED,
                        "LEASE_REPLACED",
                        "lease " + leaseId + " of " + instance.key() + " was replaced by a newer registration");
            case UNKNOWN ->
                throw new CliException(
                        ExitCode.NOT_FOUND,
                        "LEASE_UNKNOWN",
                        "lease " + leaseId + " of " + instance.key() + " is not known: removed, or never granted");
            case UNRECOGNIZED ->
                throw new CliException(
                        ExitCode.FAILED, "UNRECOGNIZED", "the registry gives an outcome that is too new to be known");
        }
    }
}
