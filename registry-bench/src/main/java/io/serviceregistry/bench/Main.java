package io.serviceregistry.bench;

import io.serviceregistry.bench.check.CheckCommand;
import io.serviceregistry.bench.fault.FaultsCommand;
import io.serviceregistry.bench.load.LoadCommand;
import io.serviceregistry.bench.peer.CompareCommand;
import io.serviceregistry.bench.profile.ProfileCommand;
import io.serviceregistry.bench.size.SizeCommand;
import io.serviceregistry.bench.visibility.VisibleCommand;
import io.serviceregistry.bench.watch.WatchCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The program: one subcommand per kind of run. */
@Command(
        name = "registry-bench",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            LoadCommand.class,
            CompareCommand.class,
            ProfileCommand.class,
            FaultsCommand.class,
            WatchCommand.class,
            VisibleCommand.class,
            SizeCommand.class,
            CheckCommand.class
        },
        description = "Measures and attacks registries that it starts as processes on this machine.")
public final class Main {
    private Main() {}

    /** Runs one command and exits as it ended. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Main())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(args));
    }
}
