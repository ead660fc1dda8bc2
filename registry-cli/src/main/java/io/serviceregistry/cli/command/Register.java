package io.serviceregistry.cli.command;

import io.serviceregistry.cli.output.InstanceText;
import io.serviceregistry.cli.output.WriteJson;
import io.serviceregistry.client.GrantedLease;
import io.serviceregistry.client.InstanceSpec;
import io.serviceregistry.client.RegisterCondition;
import io.serviceregistry.client.RegistryClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Registers an instance: once, or for as long as this program or a command that it starts lives. */
@Command(
        name = "register",
        description = {
            "Register an instance and print its lease.",
            "With --keep-alive: stay, renew, and deregister at the end. With a COMMAND: for as long as that runs."
        })
final class Register implements Callable<Integer> {
    private final Session session;

    @Spec
    private @Nullable CommandSpec command;

    @Mixin
    private SpecArguments arguments = new SpecArguments();

    @Option(names = "--if-absent", description = "Refuse when the instance is there, rather than take it over.")
    private boolean ifAbsent;

    @Option(names = "--keep-alive", description = "Renew until interrupted, or until COMMAND ends; then deregister.")
    private boolean keepAlive;

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "COMMAND",
            description = "With --keep-alive, after --: what to run while registered. Its exit code becomes ours.")
    private List<String> program = new ArrayList<>();

    Register(Session session) {
        this.session = session;
    }

    @Override
    public Integer call() {
        if (!keepAlive && !program.isEmpty()) {
            throw new ParameterException(
                    Objects.requireNonNull(command).commandLine(),
                    "a COMMAND needs --keep-alive: " + String.join(" ", program));
        }
        InstanceSpec spec = arguments.spec();
        if (keepAlive) {
            return new KeptAlive(session, spec, ifAbsent).run(program);
        }
        try (RegistryClient client = session.connect()) {
            GrantedLease lease =
                    client.register(spec, ifAbsent ? RegisterCondition.ifAbsent() : RegisterCondition.none());
            session.answer(
                    WriteJson.registered(spec, lease.leaseId(), lease.revision()),
                    () -> session.terminal()
                            .answer("Registered " + spec.key() + ": lease " + lease.leaseId() + ", revision "
                                    + lease.revision() + "; " + InstanceText.ttl(spec.lease())));
        }
        return 0;
    }
}
