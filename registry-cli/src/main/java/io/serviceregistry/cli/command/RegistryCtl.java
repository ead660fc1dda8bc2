package io.serviceregistry.cli.command;

import io.serviceregistry.cli.outcome.ErrorReport;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code registryctl} itself: its commands, and what becomes of their errors. */
@Command(
        name = "registryctl",
        scope = ScopeType.INHERIT,
        mixinStandardHelpOptions = true,
        versionProvider = RegistryCtl.Version.class,
        sortOptions = false,
        description = "Talk to a service registry, and run one on this machine.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:did not work out",
            "2:the command line is wrong, or the registry refuses a value",
            "3:not found",
            "4:unavailable; nothing was applied",
            "5:indeterminate: it may have been applied",
            "6:fenced: a newer registration holds the instance"
        })
public final class RegistryCtl implements Runnable {
    @Mixin
    private GlobalOptions options = new GlobalOptions();

    @Spec
    private @Nullable CommandSpec spec;

    private RegistryCtl() {}

    /** The whole program, ready to take a command line. */
    public static CommandLine commandLine(Surroundings surroundings) {
        RegistryCtl root = new RegistryCtl();
        Session session = new Session(root.options, surroundings);
        CommandLine cluster = new CommandLine(new ClusterCommand())
                .addSubcommand(new ClusterUp(session))
                .addSubcommand(new ClusterStatus(session))
                .addSubcommand(new ClusterRollingRestart(session))
                .addSubcommand(new ClusterMove(session))
                .addSubcommand(new ClusterDown(session))
                .addSubcommand(new ClusterNodeCommand.Kill(session))
                .addSubcommand(new ClusterNodeCommand.Pause(session))
                .addSubcommand(new ClusterNodeCommand.Resume(session))
                .addSubcommand(new ClusterNodeCommand.Start(session));
        return new CommandLine(root)
                .addSubcommand(cluster)
                .addSubcommand(new Register(session))
                .addSubcommand(new Renew(session))
                .addSubcommand(new Update(session))
                .addSubcommand(new Deregister(session))
                .addSubcommand(new Discover(session))
                .addSubcommand(new Watch(session))
                .addSubcommand(new Services(session))
                .addSubcommand(new ShowInstance(session))
                .addSubcommand(new NodeStatuses(session))
                .addSubcommand(new CommandLine(new OverrideCommand())
                        .addSubcommand(new OverrideCommand.Set(session))
                        .addSubcommand(new OverrideCommand.Clear(session))
                        .addSubcommand(new OverrideCommand.ListAll(session)))
                .addSubcommand(new Drain(session))
                .addSubcommand(new Drain.Undo(session))
                .addSubcommand(new CommandLine(new HoldCommand()).addSubcommand(new HoldCommand.Release(session)))
                .addSubcommand(new CommandLine(new MembersCommand())
                        .addSubcommand(new MembersCommand.ListAll(session))
                        .addSubcommand(new MembersCommand.Add(session))
                        .addSubcommand(new MembersCommand.Remove(session)))
                .addSubcommand(new CommandLine(new BackupCommand())
                        .addSubcommand(new BackupCommand.Save(session))
                        .addSubcommand(new BackupCommand.Verify(session))
                        .addSubcommand(new BackupCommand.Inspect(session))
                        .addSubcommand(new BackupCommand.Restore(session)))
                .addSubcommand(new TransferLeadership(session))
                .addSubcommand(new Chaos(session))
                .addSubcommand(new Completion(session))
                .registerConverter(Duration.class, new DurationConverter())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExpandAtFiles(false) // a tag or an argument of a COMMAND may begin with @
                .setParameterExceptionHandler((thrown, args) -> session.fail(usage(thrown), thrown, wantsJson(args)))
                .setExecutionExceptionHandler((thrown, commandLine, parsed) ->
                        session.fail(ErrorReport.of(thrown), thrown, session.isJson()));
    }

    @Override
    public void run() {
        CommandLine commandLine = Objects.requireNonNull(spec).commandLine();
        throw new ParameterException(commandLine, "name a command, such as 'cluster up'; see --help");
    }

    private static ErrorReport usage(ParameterException thrown) {
        String command = thrown.getCommandLine().getCommandSpec().qualifiedName();
        String message = String.valueOf(thrown.getMessage()).lines().findFirst().orElse("");
        return ErrorReport.usage(message + " (see '" + command + " --help')");
    }

    /** Options are not there yet when parsing them fails. */
    private static boolean wantsJson(String[] args) {
        List<String> given = Arrays.asList(args);
        int end = given.contains("--") ? given.indexOf("--") : given.size();
        String joined = String.join(" ", given.subList(0, end)).toLowerCase(Locale.ROOT);
        return (' ' + joined + ' ').matches(".* (-o ?=?|--output[ =])json .*");
    }

    /** The version that the jar was built as. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = RegistryCtl.class.getPackage().getImplementationVersion();
            return new String[] {"registryctl " + (version == null ? "(not packaged)" : version)};
        }
    }
}
