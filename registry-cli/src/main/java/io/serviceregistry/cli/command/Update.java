package io.serviceregistry.cli.command;

import io.serviceregistry.cli.output.WriteJson;
import io.serviceregistry.client.Check;
import io.serviceregistry.client.InstanceUpdate;
import io.serviceregistry.client.RegistryClient;
import io.serviceregistry.client.ReportedStatus;
import io.serviceregistry.client.UpdateAnswer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Changes what an instance says of itself. */
@Command(name = "update", description = "Change what an instance says of itself. What is not given stays as it is.")
final class Update implements Callable<Integer> {
    private final Session session;

    @Spec
    private @Nullable CommandSpec command;

    @Mixin
    private InstanceArguments instance = new InstanceArguments();

    @Option(names = "--status", paramLabel = "STATUS", description = "STARTING, UP, DOWN, OUT_OF_SERVICE or DRAINING.")
    private @Nullable ReportedStatus status;

    @Option(
            names = "--meta",
            paramLabel = "KEY=VALUE",
            description = "A pair of metadata; repeatable. All pairs given replace all pairs there were.")
    private @Nullable Map<String, String> metadata;

    @Option(
            names = "--check",
            paramLabel = "NAME=RESULT[:OUTPUT]",
            converter = CheckConverter.class,
            description = "A named check; repeatable. All checks given replace all checks there were.")
    private @Nullable List<Check> checks;

    @Option(names = "--weight", paramLabel = "N", description = "Its share of the calls relative to its peers.")
    private @Nullable Integer weight;

    @Option(names = "--lease", paramLabel = "N", description = "Refuse unless this lease is the current one.")
    private long lease;

    @Option(
            names = "--expected-revision",
            paramLabel = "REV",
            description = "Refuse unless the instance last changed at this revision.")
    private long expectedRevision;

    Update(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (status == null && metadata == null && checks == null && weight == null) {
            throw new ParameterException(
                    Objects.requireNonNull(command).commandLine(),
                    "nothing to update: give --status, --meta, --check or --weight");
        }
        InstanceUpdate update =
                new InstanceUpdate(instance.key(), lease, expectedRevision, status, metadata, checks, weight);
        try (RegistryClient client = session.connect()) {
            UpdateAnswer answer = client.update(update);
            session.answer(
                    WriteJson.of(instance.key())
                            .put("revision", answer.header().revision())
                            .put("modified_revision", answer.modifiedRevision()),
                    () -> session.terminal()
                            .answer("Updated " + instance.key() + ": modified at revision "
                                    + answer.modifiedRevision()));
        }
        return 0;
    }
}
